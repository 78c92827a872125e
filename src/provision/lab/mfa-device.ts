import { ask, demand } from "./ask.ts";
import type { LabAws } from "./clients.ts";
import { labTags } from "./make-people.ts";
import { labArn, peopleOf } from "./people.ts";
import type { Recorder } from "./recorder.ts";
import { totpCode, totpStep, totpStepMs } from "./totp.ts";

/** Makes a virtual device, and enables it for a user with two codes that follow each other. Answers its serial number. */
export async function addMfaDevice(aws: LabAws, recorder: Recorder, user: string): Promise<string> {
  const { owner, iam, clock } = aws;
  const run = recorder.read();
  const { device, path } = peopleOf(run);
  const serial = labArn(run, "mfa", device);
  const input = { VirtualMFADeviceName: device, Path: path, Tags: labTags(run) };
  const make = () => owner.iam.send(new iam.CreateVirtualMFADeviceCommand(input));
  const made = await recorder.step("CreateVirtualMFADevice", device, async () => {
    const first = await ask(clock, "iam:CreateVirtualMFADevice", make, { fine: ["EntityAlreadyExists"] });
    if (first !== undefined) return first;
    // Its seed was told once, in an answer that was lost.
    const remove = new iam.DeleteVirtualMFADeviceCommand({ SerialNumber: serial });
    await ask(clock, "iam:DeleteVirtualMFADevice", () => owner.iam.send(remove), { fine: ["NoSuchEntity"] });
    return demand(clock, "iam:CreateVirtualMFADevice", make);
  });
  const seed = new TextDecoder().decode(made.VirtualMFADevice?.Base32StringSeed);
  await recorder.step("EnableMFADevice", user, async () => {
    const now = totpStep(aws.now());
    if (await enable(now - 1)) return;
    // Not the codes of this step: it would be told from a replay by nothing.
    await clock.wait(Math.max(0, (now + 2) * totpStepMs - aws.now()));
    if (await enable(now + 1)) return;
    await demand(clock, "iam:EnableMFADevice", () => send(totpStep(aws.now()) - 1));
  });
  return serial;

  /** False: IAM took the codes for wrong. */
  async function enable(step: number): Promise<boolean> {
    const asked = { fine: ["InvalidAuthenticationCode"], passing: ["NoSuchEntity"] };
    const answer = await ask(clock, "iam:EnableMFADevice", () => send(step), asked);
    return answer !== undefined;
  }

  function send(step: number): Promise<object> {
    return owner.iam.send(
      new iam.EnableMFADeviceCommand({
        UserName: user,
        SerialNumber: serial,
        AuthenticationCode1: totpCode(seed, step),
        AuthenticationCode2: totpCode(seed, step + 1),
      }),
    );
  }
}

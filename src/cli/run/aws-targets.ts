import { credentialsHint, refuseUnknownProfile } from "../../app/aws/aws-profiles.ts";
import type { CollectTarget } from "../../app/aws/collect-accounts.ts";
import { Problem } from "../../model/index.ts";
import type { AwsOptions } from "../aws-options.ts";
import type { Io } from "../io.ts";

/** One for each profile, or the one of the environment. Throws a Problem for a flag that makes no sense. */
export function awsTargets(options: AwsOptions, io: Io): readonly CollectTarget[] {
  const { profile, region, roleArn, externalId, mfaSerial, endpointUrl } = options;
  if (roleArn === undefined && (externalId ?? mfaSerial) !== undefined) {
    throw new Problem("cli.usage", "--external-id and --mfa-serial go with --role-arn.");
  }
  const role =
    roleArn === undefined
      ? undefined
      : {
          arn: roleArn,
          ...(externalId !== undefined && { externalId }),
          ...(mfaSerial !== undefined && { mfaSerial }),
        };
  const common = {
    ...(region !== undefined && { region }),
    ...(endpointUrl !== undefined && { endpointUrl }),
    ...(role !== undefined && { role }),
    ...(io.stdin.isTTY === true && { mfaCode: (serial: string) => askCode(serial, io) }),
  };
  const named = [...new Set(profile ?? [])];
  if (named.length === 0) return [{ label: io.env["AWS_PROFILE"] ?? "the environment", connection: common }];
  return named.map((name) => ({ label: name, connection: { ...common, profile: name } }));
}

/** A profile that no file has, told before the SDK says no more than that there are no credentials. */
export function refuseUnknown({ connection: { profile } }: CollectTarget, io: Io): void {
  const named = profile ?? io.env["AWS_PROFILE"];
  if (named !== undefined && named !== "") refuseUnknownProfile(named, io.env);
}

/** A problem with AWS, and what to do about it. */
export function withHint(problem: Problem, { connection: { profile } }: CollectTarget, io: Io): Problem {
  const { code, message, location, hint } = problem;
  if (hint !== undefined || (code !== "aws.credentials" && code !== "aws.unreachable")) return problem;
  return new Problem(code, message, {
    ...(location && { location }),
    hint:
      code === "aws.credentials"
        ? credentialsHint(message, profile ?? io.env["AWS_PROFILE"])
        : "See whether the network, the proxy and the endpoint are there.",
    cause: problem.cause,
  });
}

async function askCode(serial: string, io: Io): Promise<string> {
  io.stderr.write(`Code of the MFA device ${serial}: `);
  for await (const chunk of io.stdin) return Buffer.from(chunk).toString().trim();
  return "";
}

import { parseArn } from "../../../model/index.ts";
import { parseCredentialReport } from "../../saved/credential-report.ts";
import { answerText, askedText } from "../answer-text.ts";
import type { CollectContext, Collected, Collector, Found } from "../collector.ts";
import type { Asked } from "../session.ts";

/**
 * The credential report. AWS makes one on request and hands it out again for four hours, so that it may be that old:
 * its GeneratedTime is in the answer.
 */
export const credentialReport: Collector = {
  id: "credential-report",
  features: ["core"],
  actions: ["iam:GenerateCredentialReport", "iam:GetCredentialReport"],
  stage: 1,
  collect: (context) => collect(context),
};

const unknown = "the age and use of passwords, keys and MFA of users and of root";

async function collect({ session, isProbe }: CollectContext): Promise<Collected> {
  const { client, sdk } = await session.connection.iam();
  for (const ms of isProbe ? [0] : waitsMs) {
    const generated = await session.ask(
      { action: "iam:GenerateCredentialReport", unknown, answers: ["LimitExceededException"] },
      (o) => client.send(new sdk.GenerateCredentialReportCommand({}), o),
    );
    // Without the right to make one there may still be one to be had.
    if (!generated.ok && !generated.isAnswer) break;
    if (generated.ok && generated.value.State === "COMPLETE") break;
    await session.wait(ms);
    if (session.ended() !== undefined) break;
  }
  const answers = isProbe ? notYet : [];
  const got = await session.ask({ action: "iam:GetCredentialReport", unknown, answers }, (o) =>
    client.send(new sdk.GetCredentialReportCommand({}), o),
  );
  return { answers: [{ source: "credential-report", text: askedText(got) }], found: foundIn(got) };
}

/** A large account's takes a minute; two and a half in all. */
const waitsMs: readonly number[] = [
  500,
  1_000,
  2_000,
  3_000,
  5_000,
  5_000,
  ...Array.from({ length: 13 }, () => 10_000),
];

const notYet = [
  "CredentialReportNotPresentException",
  "CredentialReportNotReadyException",
  "CredentialReportExpiredException",
];

function foundIn(got: Asked<object>): Partial<Found> {
  if (!got.ok) return {};
  try {
    const { value } = parseCredentialReport(answerText(got.value), "");
    const rows = value?.rows.filter(({ isRoot, mfaActive }) => !isRoot && mfaActive === "true") ?? [];
    return {
      usersWithMfa: rows.filter(({ arn }) => parseArn(arn) !== undefined).map(({ user, arn }) => ({ name: user, arn })),
    };
  } catch {
    // Whoever puts the answers together reads it again, and says what is wrong with it.
    return {};
  }
}

import { parseArn } from "../../../model/index.ts";
import { askedText } from "../answer-text.ts";
import type { CollectContext, Collected, CollectedAnswer, Collector } from "../collector.ts";

/** The KMS keys that trails encrypt with: whether they are there, rotate, and who may decrypt the logs. */
export const trailKeys: Collector = {
  id: "trail-keys",
  features: ["trail"],
  actions: ["kms:DescribeKey", "kms:GetKeyRotationStatus", "kms:GetKeyPolicy"],
  stage: 2,
  collect,
};

async function collect({ session, found, isProbe }: CollectContext): Promise<Collected> {
  const keys = [
    ...new Map(found.trails.flatMap(({ kmsKeyId, homeRegion }) => (kmsKeyId ? [[kmsKeyId, homeRegion]] : []))),
  ];
  const answers: CollectedAnswer[] = [];
  for (const [key, home] of isProbe ? keys.slice(0, 1) : keys) {
    const { client, sdk } = await session.connection.kms(parseArn(key)?.region || home);
    const input = { KeyId: key };
    const common = { resource: key, isFarAway: true };
    const described = await session.ask(
      { ...common, action: "kms:DescribeKey", unknown: "whether a trail's key is enabled" },
      (o) => client.send(new sdk.DescribeKeyCommand(input), o),
    );
    const rotation = await session.ask(
      { ...common, action: "kms:GetKeyRotationStatus", unknown: "whether a trail's key rotates" },
      (o) => client.send(new sdk.GetKeyRotationStatusCommand(input), o),
    );
    const policy = await session.ask(
      { ...common, action: "kms:GetKeyPolicy", unknown: "who may decrypt a trail's logs" },
      (o) => client.send(new sdk.GetKeyPolicyCommand({ ...input, PolicyName: "default" }), o),
    );
    const source = "trail-keys";
    answers.push(
      { source, subject: key, text: askedText(described) },
      { source, subject: key, text: askedText(rotation, "kms:GetKeyRotationStatus") },
      { source, subject: key, text: askedText(policy, "kms:GetKeyPolicy") },
    );
  }
  return { answers };
}

import { type Bucket, ownValue } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { inside, listAt, objectAt, optionalTextAt, textAt } from "./fields.ts";
import { present } from "./present.ts";
import { type Parsed, startReading } from "./reading.ts";

type Encryption = NonNullable<Bucket["encryption"]>;

/**
 * `aws s3api get-bucket-encryption`. ServerSideEncryptionConfigurationNotFoundError is an answer: the bucket has no
 * setting of its own.
 */
export function parseBucketEncryption(answer: Answer): Parsed<Encryption> {
  const reading = startReading(answer.file);
  if (answer.kind === "error") {
    const isNone = answer.code === "ServerSideEncryptionConfigurationNotFoundError";
    return isNone ? reading.result<Encryption>("none") : refusal(answer, "bucket-encryption");
  }
  const place = { file: answer.file, path: "ServerSideEncryptionConfiguration" };
  const settings = objectAt(answerObject(answer, "bucket-encryption")["ServerSideEncryptionConfiguration"], place);
  for (const [index, value] of (listAt(settings, "Rules", place) ?? []).entries()) {
    const at = inside(inside(place, "Rules"), index);
    const byDefault = ownValue(objectAt(value, at), "ApplyServerSideEncryptionByDefault") ?? undefined;
    if (byDefault === undefined) continue;
    const where = inside(at, "ApplyServerSideEncryptionByDefault");
    const settings = objectAt(byDefault, where);
    return reading.result<Encryption>({
      algorithm: textAt(settings, "SSEAlgorithm", where),
      ...present({ kmsKeyId: optionalTextAt(settings, "KMSMasterKeyID", where) }),
    });
  }
  return reading.result<Encryption>("none");
}

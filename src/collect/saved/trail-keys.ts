import { type Json, ownText, ownValue, type TrailKey } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal, wrongAnswer } from "./catalogue.ts";
import { toStoredDocument } from "./documents.ts";
import { flagAt, inside, malformedAt, objectAt, textAt } from "./fields.ts";
import { type Parsed, quote, startReading } from "./reading.ts";

/** A key, whether it rotates, or its policy, which does not name the key. */
export type TrailKeyAnswer =
  | { readonly kind: "key"; readonly key: Pick<TrailKey, "arn" | "state" | "manager"> }
  | { readonly kind: "rotation"; readonly rotates: boolean; readonly keyId?: string }
  | { readonly kind: "policy"; readonly policy: Json };

/** `aws kms describe-key`, `get-key-rotation-status` or `get-key-policy` of one key. */
export function parseTrailKeys(answer: Answer): Parsed<TrailKeyAnswer> {
  if (answer.kind === "error") return refusal(answer, "trail-keys");
  const reading = startReading(answer.file);
  const json = answerObject(answer, "trail-keys");
  const top = { file: answer.file, path: "" };
  if (Object.hasOwn(json, "KeyMetadata")) {
    const place = inside(top, "KeyMetadata");
    const key = objectAt(json["KeyMetadata"], place);
    const manager = textAt(key, "KeyManager", place);
    if (manager !== "AWS" && manager !== "CUSTOMER") {
      throw malformedAt(inside(place, "KeyManager"), `is ${quote(manager)}, not AWS or CUSTOMER`);
    }
    const value = { arn: textAt(key, "Arn", place), state: textAt(key, "KeyState", place), manager } as const;
    return reading.result<TrailKeyAnswer>({ kind: "key", key: value });
  }
  if (Object.hasOwn(json, "KeyRotationEnabled")) {
    const keyId = ownText(json, "KeyId");
    const rotates = flagAt(json, "KeyRotationEnabled", top, false);
    return reading.result<TrailKeyAnswer>({ kind: "rotation", rotates, ...(keyId && { keyId }) });
  }
  if (typeof json["Policy"] !== "string") throw wrongAnswer(json, answer.file, "trail-keys");
  const stored = toStoredDocument(ownValue(json, "Policy"));
  if ("unreadable" in stored) throw malformedAt(inside(top, "Policy"), `cannot be read: ${stored.unreadable}`);
  return reading.result<TrailKeyAnswer>({ kind: "policy", policy: stored.json });
}

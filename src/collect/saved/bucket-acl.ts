import type { BucketGrant } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { inside, listAt, malformedAt, objectAt, optionalTextAt, textAt } from "./fields.ts";
import { type Parsed, startReading } from "./reading.ts";

/** `aws s3api get-bucket-acl`. One grant that cannot be read makes the answer unusable: it may be the public one. */
export function parseBucketAcl(answer: Answer): Parsed<readonly BucketGrant[]> {
  if (answer.kind === "error") return refusal(answer, "bucket-acl");
  const json = answerObject(answer, "bucket-acl");
  const place = { file: answer.file, path: "Grants" };
  const grants = (listAt(json, "Grants", { ...place, path: "" }) ?? []).map((entry, index) => {
    const at = inside(place, index);
    const grant = objectAt(entry, at);
    const who = inside(at, "Grantee");
    const grantee = objectAt(grant["Grantee"], who);
    const name = ["URI", "ID", "EmailAddress"].map((key) => optionalTextAt(grantee, key, who)).find(Boolean);
    if (name === undefined) throw malformedAt(who, "has neither URI nor ID");
    return { grantee: name, permission: textAt(grant, "Permission", at) };
  });
  return startReading(answer.file).result(grants);
}

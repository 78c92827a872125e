import type { ServiceSpecificCredential, SshPublicKey } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { entriesAt } from "./entries.ts";
import { textAt, timeAt } from "./fields.ts";
import { present } from "./present.ts";
import { type Parsed, startReading } from "./reading.ts";

/** `aws iam list-ssh-public-keys` of one user. */
export function parseSshPublicKeys(answer: Answer): Parsed<readonly SshPublicKey[]> {
  if (answer.kind === "error") return refusal(answer, "ssh-public-keys");
  const reading = startReading(answer.file);
  const keys = entriesAt(answerObject(answer, "ssh-public-keys"), "SSHPublicKeys", reading, (entry, at) => ({
    user: textAt(entry, "UserName", at),
    id: textAt(entry, "SSHPublicKeyId", at),
    isActive: textAt(entry, "Status", at) === "Active",
    ...present({ uploadedAt: timeAt(entry, "UploadDate", at, reading) }),
  }));
  return reading.result(keys);
}

/** `aws iam list-service-specific-credentials`, of one user or of all. */
export function parseServiceSpecificCredentials(answer: Answer): Parsed<readonly ServiceSpecificCredential[]> {
  if (answer.kind === "error") return refusal(answer, "service-specific-credentials");
  const reading = startReading(answer.file);
  const json = answerObject(answer, "service-specific-credentials");
  const credentials = entriesAt(json, "ServiceSpecificCredentials", reading, (entry, at) => ({
    user: textAt(entry, "UserName", at),
    id: textAt(entry, "ServiceSpecificCredentialId", at),
    service: textAt(entry, "ServiceName", at),
    isActive: textAt(entry, "Status", at) === "Active",
    ...present({
      createdAt: timeAt(entry, "CreateDate", at, reading),
      expiresAt: timeAt(entry, "ExpirationDate", at, reading),
    }),
  }));
  return reading.result(credentials);
}

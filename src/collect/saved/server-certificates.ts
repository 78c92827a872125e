import type { ServerCertificate } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { entriesAt } from "./entries.ts";
import { textAt, timeAt } from "./fields.ts";
import { present } from "./present.ts";
import { type Parsed, startReading } from "./reading.ts";

/** `aws iam list-server-certificates`. */
export function parseServerCertificates(answer: Answer): Parsed<readonly ServerCertificate[]> {
  if (answer.kind === "error") return refusal(answer, "server-certificates");
  const reading = startReading(answer.file);
  const json = answerObject(answer, "server-certificates");
  const certificates = entriesAt(json, "ServerCertificateMetadataList", reading, (entry, at) => ({
    arn: textAt(entry, "Arn", at),
    name: textAt(entry, "ServerCertificateName", at),
    ...present({ expiresAt: timeAt(entry, "Expiration", at, reading) }),
  }));
  return reading.result(certificates);
}

import type { SecurityContact } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { inside, malformedAt, objectAt, textAt } from "./fields.ts";
import { type Parsed, quote, startReading } from "./reading.ts";

/** `aws account get-alternate-contact`. The error ResourceNotFoundException is an answer: there is none. */
export function parseSecurityContact(answer: Answer): Parsed<SecurityContact> {
  const reading = startReading(answer.file);
  if (answer.kind === "error") {
    if (answer.code === "ResourceNotFoundException") return reading.result<SecurityContact>("none");
    return refusal(answer, "security-contact");
  }
  const place = { file: answer.file, path: "AlternateContact" };
  const contact = objectAt(answerObject(answer, "security-contact")["AlternateContact"], place);
  const type = textAt(contact, "AlternateContactType", place);
  if (type !== "SECURITY") {
    throw malformedAt(inside(place, "AlternateContactType"), `is ${quote(type)}, not SECURITY`);
  }
  return reading.result<SecurityContact>({ email: textAt(contact, "EmailAddress", place) });
}

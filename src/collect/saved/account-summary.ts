import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { kindOf, objectAt } from "./fields.ts";
import { type Parsed, quote, startReading } from "./reading.ts";

/** `SummaryMap` of `aws iam get-account-summary`: names such as `AccountMFAEnabled` to counts. */
export function parseAccountSummary(answer: Answer): Parsed<{ readonly [name: string]: number }> {
  if (answer.kind === "error") return refusal(answer, "account-summary");
  const reading = startReading(answer.file);
  const map = objectAt(answerObject(answer, "account-summary")["SummaryMap"], {
    file: answer.file,
    path: "SummaryMap",
  });
  const counts = Object.entries(map).flatMap(([name, value]): [string, number][] => {
    if (typeof value === "number" && Number.isFinite(value)) return [[name, value]];
    const why = `is ${kindOf(value)}, not a number`;
    reading.problem("input.malformed", `SummaryMap.${quote(name)} ${why}.`);
    reading.gap(`SummaryMap.${name}`, why);
    return [];
  });
  return reading.result(Object.fromEntries(counts));
}

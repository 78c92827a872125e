import { type AccessAnalyzer, parseArn } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { entriesAt } from "./entries.ts";
import { inside, malformedAt, textAt } from "./fields.ts";
import { type Parsed, quote, startReading } from "./reading.ts";

/** `aws accessanalyzer list-analyzers` of one region. */
export function parseAnalyzers(answer: Answer): Parsed<readonly AccessAnalyzer[]> {
  if (answer.kind === "error") return refusal(answer, "analyzers");
  const reading = startReading(answer.file);
  const analyzers = entriesAt(answerObject(answer, "analyzers"), "analyzers", reading, (entry, at) => {
    const arn = textAt(entry, "arn", at);
    const region = parseArn(arn)?.region ?? "";
    if (region === "") throw malformedAt(inside(at, "arn"), `is ${quote(arn)}, which is no analyzer`);
    return { arn, region, type: textAt(entry, "type", at), status: textAt(entry, "status", at) };
  });
  return reading.result(analyzers);
}

import { formatLocation, type ProblemRecord } from "../../model/index.ts";
import { xmlAttribute, xmlText } from "./xml.ts";

/**
 * The text of suites, as Jenkins' xUnit plugin and GitLab read it. `time` is the clock of the report, ISO 8601. Texts are bounded
 * and hold only characters of XML 1.0.
 */
export function* junitDocument(name: string, suites: readonly JunitSuite[], time: string): Iterable<string> {
  const all = suites.flatMap(({ cases }) => cases);
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${xmlAttribute(name, 200)}" tests="${all.length}" failures="${count(all, "failure")}" errors="${count(all, "error")}">\n`;
  const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.exec(time)?.[0];
  for (const { name: suite, cases } of suites) {
    yield `  <testsuite name="${xmlAttribute(suite, 500)}" tests="${cases.length}" failures="${count(cases, "failure")}" errors="${count(cases, "error")}" skipped="${count(cases, "skipped")}"${stamp === undefined ? "" : ` timestamp="${stamp}"`}>\n`;
    for (const one of cases) yield caseText(one);
    yield "  </testsuite>\n";
  }
  yield "</testsuites>\n";
}

/** A group of cases. */
export interface JunitSuite {
  readonly name: string;
  readonly cases: readonly JunitCase[];
}

export interface JunitCase {
  readonly className: string;
  readonly name: string;
  readonly outcome: JunitOutcome;
  /** The line that a list of tests shows; nothing for a case that passed. */
  readonly message: string;
  /** Status or severity. */
  readonly type: string;
  readonly details: string;
}

export type JunitOutcome = "passed" | "failure" | "error" | "skipped";

/** One case that passed says that all was read: a file without any test is an error to some readers. */
export function problemSuite(problems: readonly ProblemRecord[]): JunitSuite {
  const className = "trailproof.inputs";
  if (problems.length === 0) {
    return {
      name: "inputs",
      cases: [{ className, name: "everything was read", outcome: "passed", message: "", type: "", details: "" }],
    };
  }
  return {
    name: "inputs",
    cases: problems.map(({ code, message, location, hint = "" }, at) => ({
      className,
      name: `${at + 1} ${location === undefined ? code : formatLocation(location)}`,
      outcome: "error",
      message,
      type: code,
      details: `${message}\n${hint}`,
    })),
  };
}

function count(cases: readonly JunitCase[], outcome: JunitOutcome): number {
  return cases.filter((each) => each.outcome === outcome).length;
}

function caseText({ className, name, outcome, message, type, details }: JunitCase): string {
  const open = `    <testcase classname="${xmlAttribute(className, 500)}" name="${xmlAttribute(name, 1_000)}"`;
  if (outcome === "passed") return `${open}/>\n`;
  return `${open}>\n      <${outcome} type="${xmlAttribute(type, 100)}" message="${xmlAttribute(message, 2_000)}">${xmlText(details, 10_000)}</${outcome}>\n    </testcase>\n`;
}

import type { Control } from "../model/index.ts";
import type { Attestation } from "./attestations.ts";
import type { WeighedAnswer } from "./check-answers.ts";
import type { ControlStatus } from "./control-result.ts";

export interface Decision {
  readonly status: ControlStatus;
  /** One sentence with what led here. */
  readonly reason: string;
}

/**
 * The status of a control: the worst of its answers. FAIL beats UNKNOWN, UNKNOWN beats PASS, and what nobody answered is
 * never PASS. A person's attestation fills what is left to a person; it does not outweigh what was found.
 *
 * A threshold looser than asked for: FAIL where somebody configured it; UNKNOWN where it is the check's default, since
 * the control's question was not asked yet.
 */
export function decideStatus(
  control: Control,
  answers: readonly WeighedAnswer[],
  attestation: Attestation | undefined,
  today: string,
): Decision {
  if (control.coverage === "context") return { status: "CONTEXT", reason: "Named for its context; nothing is judged." };
  const found = control.coverage === "evidence" ? forAPerson(answers) : fromChecks(control, answers);
  if (attestation === undefined) return found;
  const validity = validityOf(attestation, today);
  if (found.status !== "MANUAL" && found.status !== "PARTIAL") return found;
  if (validity !== undefined) return { ...found, reason: `${found.reason} ${validity}` };
  const { owner, date, nextReview } = attestation;
  return {
    status: "ATTESTED",
    reason: `Attested by ${owner} on ${date}, next review ${nextReview}. ${found.reason}`,
  };
}

function forAPerson(answers: readonly WeighedAnswer[]): Decision {
  const asked = answers.filter(({ status }) => status !== "NOT_ASKED");
  const record = asked.map((answer) => `${answer.check} ${countWords(answer)}`);
  const words = record.length === 0 ? "" : ` For the record: ${record.join(", ")}.`;
  return { status: "MANUAL", reason: `A person must judge.${words}` };
}

function fromChecks(control: Control, answers: readonly WeighedAnswer[]): Decision {
  const having = (status: WeighedAnswer["status"]): readonly WeighedAnswer[] =>
    answers.filter((answer) => answer.status === status);
  const [failed, unknown, suppressed, passed, notAsked] = (
    ["FAIL", "UNKNOWN", "SUPPRESSED", "PASS", "NOT_ASKED"] as const
  ).map(having);
  const loose = answers.filter(({ looser }) => looser !== undefined);
  const chosen = loose.filter(({ isChosenLooser }) => isChosenLooser);
  if (some(failed)) return { status: "FAIL", reason: `Failed: ${countsOf(failed)}.` };
  if (some(chosen)) return { status: "FAIL", reason: `${looseWords(chosen)}.` };
  if (some(unknown))
    return { status: "UNKNOWN", reason: `Not evaluated: ${countsOf(unknown)}. ${causeOf(unknown)}`.trim() };
  if (some(loose)) return { status: "UNKNOWN", reason: `${looseWords(loose)}; set it and run again.` };
  if (some(suppressed)) {
    return { status: "MANUAL", reason: `Suppressed, so that a person must judge: ${countsOf(suppressed)}.` };
  }
  if (!some(passed) && some(notAsked)) {
    return { status: "MANUAL", reason: `Nothing answered: ${names(notAsked)} not asked in this run.` };
  }
  return withoutFault(control, passed ?? [], notAsked ?? []);
}

function withoutFault(
  control: Control,
  passed: readonly WeighedAnswer[],
  notAsked: readonly WeighedAnswer[],
): Decision {
  const isDirect = control.coverage === "direct";
  if (passed.length === 0) {
    return isDirect
      ? { status: "NOT_APPLICABLE", reason: "There is nothing in the account that the checks look at." }
      : { status: "MANUAL", reason: "What is checked here does not apply; the rest is for a person to judge." };
  }
  if (notAsked.length > 0) {
    const reason = `PASS of what was checked (${names(passed)}); not asked in this run: ${names(notAsked)}.`;
    return { status: "PARTIAL", reason };
  }
  return isDirect
    ? { status: "PASS", reason: `Passed: ${names(passed)}.` }
    : { status: "PARTIAL", reason: `PASS of what was checked (${names(passed)}); the rest is for a person to judge.` };
}

/** Why an attestation does not count; undefined when it does. Days are compared as UTC. */
function validityOf({ owner, date, nextReview }: Attestation, today: string): string | undefined {
  if (today >= nextReview) return `The attestation of ${owner} (${date}) was due for review on ${nextReview}.`;
  return today < date ? `The attestation of ${owner} is of ${date}, after the clock of this run.` : undefined;
}

function some(answers: readonly WeighedAnswer[] | undefined): answers is readonly WeighedAnswer[] {
  return answers !== undefined && answers.length > 0;
}

function names(answers: readonly WeighedAnswer[]): string {
  return answers.map(({ check }) => check).join(", ");
}

function countsOf(answers: readonly WeighedAnswer[]): string {
  return answers
    .map(({ check, worst, findings }) => (findings === 1 ? check : `${check} (${worst} of ${findings})`))
    .join(", ");
}

/** The first cause as its check gives it, and how many others there are: a control of ten checks may have ten. */
function causeOf(answers: readonly WeighedAnswer[]): string {
  const [first, ...others] = [...new Set(answers.flatMap(({ cause }) => cause ?? []))];
  if (first === undefined) return "";
  return others.length === 0 ? first : `${first} (${others.length} more in the findings.)`;
}

function countWords({ status, worst, findings }: WeighedAnswer): string {
  return findings === 1 ? status : `${status} (${worst} of ${findings})`;
}

function looseWords(answers: readonly WeighedAnswer[]): string {
  return answers.flatMap(({ looser }) => looser ?? []).join("; ");
}

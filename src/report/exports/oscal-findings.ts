import type { ControlResult, ControlStatus } from "../../compliance/index.ts";
import type { Finding } from "../../model/index.ts";
import { controlId } from "./oscal-ids.ts";
import { observationUuids } from "./oscal-observations.ts";
import { oneLine, property, uuidOf } from "./oscal-text.ts";

/** One control as an OSCAL finding, with the observations that it rests on. */
export function findingOf(
  control: ControlResult,
  findings: ReadonlyMap<string, readonly Finding[]>,
  place: string,
): object {
  const { framework, id, title, coverage, status, reason, checks, note } = control;
  const observations = checks.flatMap(({ check }) => observationUuids(check, findings.get(check) ?? [], place));
  const token = controlId(framework, id);
  return {
    uuid: uuidOf(place, "finding", id),
    title: oneLine(`${id} ${title}`),
    description: oneLine(reason),
    props: [property("status", status), property("coverage", coverage), property("control", id)],
    target: {
      type: "statement-id",
      "target-id": `${token}_smt`,
      status: { ...states[status], remarks: oneLine(note === undefined ? reason : `${reason} ${note}`) },
      ...implementation[status],
    },
    ...(observations.length > 0 && {
      "related-observations": observations.map((uuid) => ({ "observation-uuid": uuid })),
    }),
  };
}

/** OSCAL knows two states: only what held, was attested or does not apply is satisfied. */
const states: { readonly [status in ControlStatus]: { readonly state: string; readonly reason: string } } = {
  FAIL: { state: "not-satisfied", reason: "fail" },
  UNKNOWN: { state: "not-satisfied", reason: "other" },
  MANUAL: { state: "not-satisfied", reason: "other" },
  PARTIAL: { state: "not-satisfied", reason: "other" },
  ATTESTED: { state: "satisfied", reason: "other" },
  PASS: { state: "satisfied", reason: "pass" },
  NOT_APPLICABLE: { state: "satisfied", reason: "other" },
  CONTEXT: { state: "not-satisfied", reason: "other" },
};

const implementation: { readonly [status in ControlStatus]?: object } = {
  PARTIAL: { "implementation-status": { state: "partial" } },
  NOT_APPLICABLE: { "implementation-status": { state: "not-applicable" } },
};

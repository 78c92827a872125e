import type { ControlResult } from "../../compliance/index.ts";
import type { ComplianceReport } from "../views/compliance-report.ts";
import { namespace, oneLine, property, uuidOf } from "./oscal-text.ts";

/** Everybody who attests a control, by name. */
export function parties({ frameworks }: ComplianceReport, root: string): readonly object[] {
  const owners = new Set(
    frameworks.flatMap(({ controls }) => controls.flatMap(({ attestation }) => attestation?.owner ?? [])),
  );
  return [...owners].sort().map((owner) => ({ uuid: partyUuid(owner, root), type: "person", name: oneLine(owner) }));
}

/** What people say of these controls, also where it does not count, which its property says. */
export function attestationsOf(controls: readonly ControlResult[], root: string): readonly object[] {
  return controls.flatMap(({ id, status, attestation }) => {
    if (attestation === undefined) return [];
    const { control, statement, owner, date, nextReview } = attestation;
    return [
      {
        "responsible-parties": [{ "role-id": "attester", "party-uuids": [partyUuid(owner, root)] }],
        parts: [
          {
            name: "attestation",
            ns: namespace,
            title: oneLine(id),
            props: [
              property("control", control),
              property("date", date),
              property("next-review", nextReview),
              property("counts", status === "ATTESTED" ? "yes" : "no"),
            ],
            prose: oneLine(statement),
          },
        ],
      },
    ];
  });
}

function partyUuid(owner: string, root: string): string {
  return uuidOf(root, "party", owner);
}

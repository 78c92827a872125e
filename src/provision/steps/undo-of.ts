import type { Step } from "./step.ts";

/** The steps that take a step back, in order. `made`: id of the version that it made, if that is known. */
export function undoOf(step: Step, made: string | undefined): readonly Step[] {
  switch (step.kind) {
    case "inline-policy":
      return [{ ...step, before: step.after, after: step.before }];
    case "attach":
      return [{ ...step, kind: "detach" }];
    case "detach":
      return [{ ...step, kind: "attach" }];
    case "create-policy":
      return [{ ...step, kind: "delete-policy" }];
    case "delete-policy":
      return [{ ...step, kind: "create-policy" }];
    case "new-version": {
      const { policy, document, known } = step;
      const version = { ...(made !== undefined && { id: made }), document, known };
      return [
        { kind: "set-default", policy, from: version, to: step.before },
        { kind: "delete-version", policy, version },
      ];
    }
    case "set-default": {
      const { policy, from, to } = step;
      const back = { id: from.id ?? "", document: from.document };
      return [{ kind: "set-default", policy, from: { ...to, known: from.known }, to: back }];
    }
    case "delete-version": {
      const { id = "", document, known } = step.version;
      return [{ kind: "restore-version", policy: step.policy, version: { id, document }, known }];
    }
    case "restore-version": {
      const { policy, version, known } = step;
      return [
        {
          kind: "delete-version",
          policy,
          version: { ...(made !== undefined && { id: made }), document: version.document, known },
        },
      ];
    }
  }
}

import type { Json, Trail, TrailKey } from "../../model/index.ts";
import type { Notes } from "../notes.ts";
import type { SnapshotPart } from "../parts.ts";
import { present } from "../saved/present.ts";
import type { TrailKeyAnswer } from "../saved/trail-keys.ts";

const source = "trail-keys";

type Parts = readonly SnapshotPart<TrailKeyAnswer>[];

/** The keys that trails encrypt with. An answer belongs to the key that the user named, else to the only one. */
export function joinTrailKeys(
  parts: Parts,
  trails: readonly Trail[] | undefined,
  notes: Notes,
): readonly TrailKey[] | undefined {
  const wanted = [...new Set((trails ?? []).flatMap(({ kmsKeyId }) => kmsKeyId ?? []))];
  if (trails !== undefined && wanted.length === 0 && parts.length === 0) return [];
  const keys = new Map(
    parts.flatMap(({ parsed }) => (parsed.value?.kind === "key" ? [[parsed.value.key.arn, parsed.value.key]] : [])),
  );
  const arns = [...keys.keys()];
  const { rotates, policies } = attachAll(parts, arns, notes);
  for (const arn of wanted) {
    const isAsked = arns.some((key) => isSame(key, arn)) || parts.some(({ subject }) => subject === arn);
    if (!isAsked) notes.gap(source, arn, notes.absent(source, arn));
  }
  if (keys.size === 0) return undefined;
  // What was refused is a gap already.
  const isRefused = parts.some(({ parsed }) => parsed.value === undefined);
  return [...keys.values()].map((key) => {
    const facts = { rotates: rotates.get(key.arn), policy: policies.get(key.arn) };
    if (!isRefused && facts.policy === undefined) {
      notes.gap(source, key.arn, "its policy was not given (aws kms get-key-policy)");
    }
    if (!isRefused && facts.rotates === undefined) {
      notes.gap(source, key.arn, "whether it rotates was not given (aws kms get-key-rotation-status)");
    }
    return { ...key, ...present(facts) };
  });
}

interface Attached {
  readonly rotates: ReadonlyMap<string, boolean>;
  readonly policies: ReadonlyMap<string, Json>;
}

function attachAll(parts: Parts, arns: readonly string[], notes: Notes): Attached {
  const rotates = new Map<string, boolean>();
  const policies = new Map<string, Json>();
  for (const { subject, file, parsed } of parts) {
    const { value } = parsed;
    if (value === undefined || value.kind === "key") continue;
    const named = subject ?? (value.kind === "rotation" ? value.keyId : undefined);
    const arn = keyOf(named, arns);
    if (arn === undefined) {
      const why = named === undefined ? "it does not name its key" : "no answer describes its key";
      notes.problem("input.conflict", `This answer is not used: ${why}.`, file, "Pass it as KEY-ARN=FILE.");
      notes.gap(source, file, why);
    } else if (value.kind === "rotation") rotates.set(arn, value.rotates);
    else policies.set(arn, value.policy);
  }
  return { rotates, policies };
}

function keyOf(named: string | undefined, arns: readonly string[]): string | undefined {
  if (named === undefined) return arns.length === 1 ? arns[0] : undefined;
  return arns.find((arn) => isSame(arn, named));
}

/** By ARN or by the id at its end. */
function isSame(arn: string, named: string): boolean {
  return arn === named || arn.endsWith(`:key/${named}`);
}

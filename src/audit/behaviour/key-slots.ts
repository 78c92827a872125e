import type { AccessKeySlot, Behaviour, CredentialRow, KeyBehaviour } from "../../model/index.ts";

/** A key of the credential report with its id, which the report does not tell. */
export interface NamedKey {
  readonly slot: 1 | 2;
  /** Undefined: the logs do not tell which id it is. */
  readonly id?: string;
  readonly used?: KeyBehaviour;
}

/**
 * Finds the ids of a user's keys in the logs: the call that made the key has the time of the report; what then is left over
 * is clear where it is one of each, or two of each: the report orders keys by id.
 *
 * Source: IAM User Guide, "Generate credential reports for your AWS account".
 */
export function namedKeys(row: CredentialRow, behaviour: Behaviour): readonly NamedKey[] {
  const slots = row.accessKeys
    .filter(({ lastRotated }) => lastRotated.kind === "at")
    .toSorted((a, b) => a.slot - b.slot);
  const { made, gone } = keyChanges(row, behaviour);
  const seen = [...behaviour.keys.values()].filter(({ owner }) => owner === row.arn).map(({ id }) => id);
  const ids = [...new Set([...seen, ...made.keys()])]
    .filter((id) => !gone.has(id) && !isMadeLater(id, made, slots))
    .sort();
  const chosen = new Map<1 | 2, string>();
  for (const slot of slots) {
    const id = ids.find((one) => isMadeThen(slot, made.get(one)));
    if (id !== undefined) chosen.set(slot.slot, id);
  }
  const leftSlots = slots.filter(({ slot }) => !chosen.has(slot));
  const taken = new Set(chosen.values());
  const leftIds = ids.filter((id) => !taken.has(id));
  if (leftIds.length === leftSlots.length && ids.length <= slots.length) {
    for (const [at, { slot }] of leftSlots.entries()) {
      const id = leftIds[at];
      if (id !== undefined) chosen.set(slot, id);
    }
  }
  return slots.map(({ slot }) => {
    const id = chosen.get(slot);
    const used = id === undefined ? undefined : behaviour.keys.get(id);
    return { slot, ...(id !== undefined && { id }), ...(used && { used }) };
  });
}

/** Ids of all keys of the user that the logs show, deleted ones too. */
export function keysInLogs(row: CredentialRow, behaviour: Behaviour): readonly KeyBehaviour[] {
  return [...behaviour.keys.values()].filter(({ owner }) => owner === row.arn);
}

function keyChanges(
  { user, arn }: CredentialRow,
  { changes }: Behaviour,
): { readonly made: ReadonlyMap<string, number>; readonly gone: ReadonlySet<string> } {
  const made = new Map<string, number>();
  const gone = new Set<string>();
  for (const { event, request, actor, madeKey } of changes) {
    if (event.eventName !== "CreateAccessKey" && event.eventName !== "DeleteAccessKey") continue;
    const name = Object.hasOwn(request, "userName") ? request["userName"] : undefined;
    if (name === undefined ? actor !== arn : name !== user) continue;
    if (madeKey !== undefined) made.set(madeKey, event.ms);
    const id = Object.hasOwn(request, "accessKeyId") ? request["accessKeyId"] : undefined;
    if (event.eventName === "DeleteAccessKey" && id !== undefined) gone.add(id);
  }
  return { made, gone };
}

/** The report rounds to seconds, and the event is written a moment later. */
const toleranceMs = 60_000;

function isMadeThen({ lastRotated }: AccessKeySlot, ms: number | undefined): boolean {
  return ms !== undefined && lastRotated.kind === "at" && Math.abs(Date.parse(lastRotated.time) - ms) <= toleranceMs;
}

/** A key that was made after the report cannot be in it. */
function isMadeLater(id: string, made: ReadonlyMap<string, number>, slots: readonly AccessKeySlot[]): boolean {
  const ms = made.get(id);
  return (
    ms !== undefined &&
    slots.every(({ lastRotated }) => lastRotated.kind === "at" && Date.parse(lastRotated.time) < ms - toleranceMs)
  );
}

/** Ids of the keys of a row by slot, where the logs tell them. */
export function keyIdsOf(row: CredentialRow, behaviour: Behaviour): ReadonlyMap<1 | 2, string> {
  return new Map(namedKeys(row, behaviour).flatMap(({ slot, id }) => (id === undefined ? [] : [[slot, id] as const])));
}

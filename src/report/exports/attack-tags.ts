/**
 * The version of ATT&CK for Enterprise that names techniques and tactics here and in the tags of our rules. Version 19 splits Defense
 * Evasion and gives T1562 and its parts other places, so that ids mean nothing without a version.
 */
export const attackVersion = "18";

/** What ATT&CK has to say of a rule, read off its tags. */
export interface AttackTags {
  /** `T1098`, `T1098.001`; each once, in the order of the tags. */
  readonly techniques: readonly string[];
  readonly tactics: readonly AttackTactic[];
}

export interface AttackTactic {
  /** `TA0003` */
  readonly id: string;
  /** `Persistence` */
  readonly name: string;
}

/** Sigma writes `attack.t1098.001` and `attack.privilege-escalation`, older rules with `_`. Other tags are passed over. */
export function attackTags(tags: readonly string[]): AttackTags {
  const techniques = new Set<string>();
  const tactics = new Map<string, AttackTactic>();
  for (const tag of tags) {
    const name = /^attack\.(.+)$/i.exec(tag)?.[1]?.toLowerCase().replaceAll("_", "-");
    if (name === undefined) continue;
    if (/^t\d{4}(\.\d{3})?$/.test(name)) techniques.add(name.toUpperCase());
    const tactic = tacticsByName.get(name);
    if (tactic !== undefined) tactics.set(tactic.id, tactic);
  }
  return { techniques: [...techniques], tactics: [...tactics.values()] };
}

/** The tactics of ATT&CK for Enterprise, by their short names. */
const tacticsByName: ReadonlyMap<string, AttackTactic> = new Map(
  (
    [
      ["TA0043", "Reconnaissance"],
      ["TA0042", "Resource Development"],
      ["TA0001", "Initial Access"],
      ["TA0002", "Execution"],
      ["TA0003", "Persistence"],
      ["TA0004", "Privilege Escalation"],
      ["TA0005", "Defense Evasion"],
      ["TA0006", "Credential Access"],
      ["TA0007", "Discovery"],
      ["TA0008", "Lateral Movement"],
      ["TA0009", "Collection"],
      ["TA0011", "Command and Control"],
      ["TA0010", "Exfiltration"],
      ["TA0040", "Impact"],
    ] as const
  ).map(([id, name]) => [name.toLowerCase().replaceAll(" ", "-"), { id, name }]),
);

import type { Behaviour, CredentialRow, KeyBehaviour } from "../../model/index.ts";
import { formatDays } from "../age.ts";
import { type ExampleEvent, logs } from "../behaviour/examples.ts";
import { keysInLogs, namedKeys } from "../behaviour/key-slots.ts";
import { dayMs, eventEvidence, mostPlacesInADay, notComplete, withoutLogs } from "../behaviour/questions.ts";
import { type Check, defineCheck } from "../check.ts";
import { accessKey, activeKey, credentialRow } from "../examples/example-builders.ts";
import { type KeyState, keyStates } from "../identities/credentials.ts";
import { combineParts, listed, type Part, sentence } from "../verdict.ts";

/** A key that has been around, in both meanings. */
export const join13OldKeyFromManyNetworks: Check<"user-credentials"> = defineCheck({
  id: "JOIN-13",
  title: "Old key used from many networks",
  severity: "high",
  subject: "user-credentials",
  needs: ["credential-report"],
  risk: "A key that is used from several places within a day has been copied, and nobody knows how often.",
  remediation: {
    text: "Make a new key for the one program that needs it, deactivate this one and see who calls.",
    cli: "aws iam update-access-key --user-name <USER> --access-key-id <ACCESS_KEY_ID> --status Inactive",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html"],
  parameters: {
    maxAgeDays: { default: 90, unit: "days", meaning: "A key of that age is old." },
    networks: { default: 3, unit: "count", meaning: "So many networks (AS, with --geoip) within 24 hours." },
    countries: { default: 2, unit: "count", meaning: "So many countries within 24 hours, with --geoip." },
    windowDays: { default: 90, unit: "days", meaning: "Uses older than this do not count." },
  },
  unanswerable: withoutLogs,

  evaluate(row, { behaviour, now, parameters }) {
    if (behaviour === undefined) return { status: "UNKNOWN", reason: "There are no logs." };
    const keys = keyStates(row, now).filter(({ state }) => state === "active" || state === "unknown");
    if (keys.length === 0) return { status: "NOT_APPLICABLE", reason: "The user has no active access key." };
    const young = keys.every(({ made }) => made.kind === "days" && made.days < parameters.maxAgeDays);
    if (young) return { status: "PASS", reason: `No active key is ${parameters.maxAgeDays} days old.` };
    const used = keysInLogs(row, behaviour).map((key) => judge(key, row, behaviour, keys, now, parameters));
    const verdict = combineParts(used, "No access key was used.");
    if (verdict.status === "FAIL" || verdict.status === "UNKNOWN") return verdict;
    const gap = notComplete(behaviour, ["keys"], now - parameters.windowDays * dayMs, now);
    if (gap !== undefined) return { status: "UNKNOWN", reason: sentence(gap) };
    return verdict.status === "PASS"
      ? verdict
      : { status: "PASS", reason: `No old key was used in the last ${parameters.windowDays} days.` };
  },

  examples: [
    {
      name: "an old key from three networks in a day",
      given: old(),
      behaviour: logs(95, ...from(1, 2, 3)),
      expect: "FAIL",
    },
    { name: "an old key from two networks in a day", given: old(), behaviour: logs(95, ...from(1, 2)), expect: "PASS" },
    {
      name: "an old key from three networks in a week",
      given: old(),
      behaviour: logs(95, ...from(1, 2, 3).map((event, at) => ({ ...event, days: 2 + 2 * at }))),
      expect: "PASS",
    },
    {
      name: "a new key from three networks in a day",
      given: keys(activeKey(1, 60, 1)),
      behaviour: logs(95, ...from(1, 2, 3)),
      expect: "PASS",
    },
    {
      name: "an old and a new key, and the logs do not tell which of them it was",
      given: keys(activeKey(1, 60, 1), activeKey(2, 300, 1)),
      behaviour: logs(95, ...from(1, 2, 3)),
      expect: "UNKNOWN",
    },
    {
      name: "through a service of AWS",
      given: old(),
      behaviour: logs(95, ...from(1, 2, 3).map((event) => ({ ...event, ip: "cloudformation.amazonaws.com" }))),
      expect: "PASS",
    },
    { name: "an old key, and logs of 30 days", given: old(), behaviour: logs(30, ...from(1)), expect: "UNKNOWN" },
    { name: "no key", given: credentialRow(), behaviour: logs(95), expect: "NOT_APPLICABLE" },
    { name: "no logs", given: old(), expect: "UNKNOWN" },
  ],
});

interface Limits {
  readonly maxAgeDays: number;
  readonly networks: number;
  readonly countries: number;
  readonly windowDays: number;
}

function judge(
  key: KeyBehaviour,
  row: CredentialRow,
  behaviour: Behaviour,
  states: readonly KeyState[],
  now: number,
  limits: Limits,
): Part {
  const since = now - limits.windowDays * dayMs;
  const presence = key.presence.filter(({ last }) => last.ms >= since);
  const networks = mostPlacesInADay(presence);
  const countries = mostPlacesInADay(presence, ({ country }) => country);
  const isMany = networks.length >= Math.max(1, limits.networks);
  const isFar = countries.length >= Math.max(1, limits.countries);
  if (!isMany && !isFar) {
    if (key.isTruncated) return { status: "UNKNOWN", text: `key ${key.id} was in more places than are kept` };
    const most = networks.length === 1 ? "1 network" : `${networks.length} networks`;
    return {
      status: "PASS",
      text: `key ${key.id} was used from at most ${most} in 24 hours (limit ${limits.networks})`,
    };
  }
  const age = ageText(key, row, behaviour, states, limits.maxAgeDays);
  if (age.kind === "gone") return { status: "NOT_APPLICABLE", text: `key ${key.id} is deleted` };
  if (age.kind === "young") return { status: "PASS", text: `key ${key.id} is not ${limits.maxAgeDays} days old` };
  const kind = behaviour.placedBy === "geoip" ? "networks (AS)" : "networks (/24, /48)";
  const places = [
    ...(isMany ? [`${networks.length} ${kind}`] : []),
    ...(isFar ? [`${countries.length} countries`] : []),
  ];
  const text = `key ${key.id} was used from ${listed(places)} within 24 hours`;
  const evidence = eventEvidence(isMany ? networks : countries);
  if (age.kind === "unknown") {
    return { status: "UNKNOWN", text: `${text}, and the logs do not tell which key of the report it is`, evidence };
  }
  return { status: "FAIL", text: `${text}, and is ${age.text} old (limit ${limits.maxAgeDays})`, evidence };
}

type KeyAge = { readonly kind: "young" | "gone" | "unknown" | "old"; readonly text: string };

function ageText(
  { id }: KeyBehaviour,
  row: CredentialRow,
  behaviour: Behaviour,
  states: readonly KeyState[],
  limit: number,
): KeyAge {
  const slot = namedKeys(row, behaviour).find((named) => named.id === id)?.slot;
  const state = states.find((one) => one.slot === slot);
  if (state?.made.kind === "days") {
    return state.made.days >= limit ? { kind: "old", text: formatDays(state.made.days) } : { kind: "young", text: "" };
  }
  const isGone = behaviour.changes.some(
    ({ event, request }) =>
      event.eventName === "DeleteAccessKey" && Object.hasOwn(request, "accessKeyId") && request["accessKeyId"] === id,
  );
  return { kind: isGone ? "gone" : "unknown", text: "" };
}

function keys(...given: readonly ReturnType<typeof accessKey>[]) {
  return credentialRow({ accessKeys: given.length === 1 ? [...given, accessKey(2)] : given });
}

function old() {
  return keys(activeKey(1, 300, 1));
}

function from(...networks: readonly number[]): readonly ExampleEvent[] {
  return networks.map((network, at) => ({
    days: 2 + at / 10,
    name: "ListUsers",
    key: "AKIAEXAMPLE000000001",
    ip: `198.51.${network}.7`,
    readOnly: true,
  }));
}

import { type CloudTrailEvent, ownObject, ownText, ownValue, type RecordedGrant } from "../../model/index.ts";
import { outcomeOf } from "./outcome.ts";
import { createSample } from "./sample.ts";

/** Calls that gave somebody permissions, while events are counted. */
export interface GrantLedger {
  add(grant: RecordedGrant): void;
  grants(): readonly RecordedGrant[];
}

/** Of equal ones the last is kept. Those that are too many stand together for a grant of anything to anybody. */
export function createGrantLedger(limit: number = maxGrants): GrantLedger {
  let beyond: RecordedGrant | undefined;
  const kept = createSample<{ last?: RecordedGrant }>(
    limit,
    () => ({}),
    ({ last }) => addBeyond(last),
  );

  return {
    add(grant) {
      if (grant.grants === anything) return addBeyond(grant);
      const { eventName, account, holder, grants } = grant;
      const found = kept.keep([eventName, account, holder, grants].join("\n"));
      if (found === undefined) addBeyond(grant);
      else found.last = later(found.last, grant);
    },
    grants() {
      const all = [...kept.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, { last }]) => last ?? []);
      return beyond === undefined ? all : [...all, beyond];
    },
  };

  function addBeyond(grant: RecordedGrant | undefined): void {
    if (grant === undefined) return;
    const { time, example } = grant;
    beyond = later(beyond, { eventName: anything, account: "", holder: "", grants: anything, time, example });
  }
}

const maxGrants = 20_000;
const anything = "*";

function later(a: RecordedGrant | undefined, b: RecordedGrant): RecordedGrant {
  if (a === undefined) return b;
  return b.time > a.time || (b.time === a.time && b.example > a.example) ? b : a;
}

/**
 * What a call of IAM gave to whom; undefined: it gave nothing, or did not succeed. `time` as the counter writes it.
 *
 * Source: IAM API Reference, the calls of {@link holders} and their parameters.
 */
export function grantOf(event: CloudTrailEvent, time: string): RecordedGrant | undefined {
  if (ownText(event, "eventSource") !== "iam.amazonaws.com") return undefined;
  const eventName = ownText(event, "eventName") ?? "";
  if (!Object.hasOwn(holders, eventName) || !isSuccess(event)) return undefined;
  const parameters = ownObject(event, "requestParameters") ?? {};
  const name = (field: string): string => (ownText(parameters, field) ?? "").slice(0, maxName);
  const kind = holders[eventName as keyof typeof holders];
  const holder = kind === "" ? "" : `${kind}/${name(`${kind}Name`)}`;
  const grants = grantsOf();
  if (grants === "" || holder.endsWith("/")) return undefined;
  const account =
    ownText(event, "recipientAccountId") ?? ownText(ownObject(event, "userIdentity") ?? {}, "accountId") ?? "";
  return {
    eventName,
    account: account.slice(0, maxName),
    holder,
    grants,
    time,
    example: (ownText(event, "eventID") ?? "").slice(0, maxName),
  };

  function grantsOf(): string {
    if (eventName === "AddUserToGroup") return name("groupName") === "" ? "" : `group/${name("groupName")}`;
    if (eventName.startsWith("Put")) return name("policyName");
    // A version that is not made the default grants nothing.
    const isDefault = eventName !== "CreatePolicyVersion" || String(ownValue(parameters, "setAsDefault")) === "true";
    return isDefault ? name("policyArn") : "";
  }
}

/** Who gets what is granted; empty: everybody who has the policy. */
const holders = {
  AttachUserPolicy: "user",
  AttachRolePolicy: "role",
  AttachGroupPolicy: "group",
  PutUserPolicy: "user",
  PutRolePolicy: "role",
  PutGroupPolicy: "group",
  AddUserToGroup: "user",
  CreatePolicyVersion: "",
  SetDefaultPolicyVersion: "",
} as const;

const maxName = 256;

/** Unlike for use, it is not enough that a call was authorised. */
function isSuccess(event: CloudTrailEvent): boolean {
  const code = ownValue(event, "errorCode");
  const message = ownValue(event, "errorMessage");
  const isFree = (value: unknown): boolean => value === undefined || value === null || value === "";
  return isFree(code) && isFree(message) && outcomeOf(event) === "done";
}

import { type Json, Problem } from "../../model/index.ts";
import { documentJson, documentText, sameText } from "../document.ts";
import { holderLabel, type IamReads } from "../iam.ts";
import type { LiveHolder, LiveState } from "../live/live-state.ts";
import { ownDescription } from "../live/own-description.ts";
import { readLive } from "../live/read-live.ts";
import { policyArn } from "../policy-change.ts";
import type { Step } from "../steps/step.ts";
import { type Canary, canaryPrefix } from "./canary.ts";

/**
 * The writes that put a canary in place: one inline policy, or, where that would be longer than IAM allows, as many managed policies
 * as it takes. None where it is there already. Throws a Problem `plan.drift` when the principal is not there or another, and
 * `input.too-large` when the actions do not fit into the policies that a principal may have.
 *
 * A Deny differs from the removal in one point: it also overrules what resource policies allow.
 */
export async function canarySteps(iam: IamReads, canary: Canary, plan: string): Promise<readonly Step[]> {
  const { holder, actions, compact = actions } = canary;
  const name = `${canaryPrefix}${plan.slice(0, 12)}`;
  const live = await readLive(iam, [], { holders: [holder] });
  const found = live.holders.get(holder.arn);
  if (found === undefined || found.arn !== holder.arn || (holder.id !== undefined && holder.id !== found.id)) {
    throw new Problem("plan.drift", `${holder.arn} is not there, or is another one by now.`, {
      hint: "Nothing was changed.",
    });
  }
  if (actions.length === 0) return [];
  const choices = [actions, compact].map((list) => ({ list, text: documentText(denyOf(list)) }));
  const present = found.inline.get(name);
  if (present !== undefined)
    return checkedPresent(
      present,
      choices.map(({ text }) => text),
      name,
      found,
    );
  const room = inlineLimits[holder.type] - [...found.inline.values()].reduce((sum, text) => sum + sizeOf(text), 0);
  const fitting = choices.find(({ text }) => sizeOf(text) <= room);
  if (fitting === undefined) return managedSteps({ holder, actions: compact }, name, plan, found, iam);
  return [{ kind: "inline-policy", holder, name, before: null, after: fitting.text }];
}

/** Characters but whitespace; inline policies of a holder all together. Source: IAM User Guide, "IAM and AWS STS quotas". */
const inlineLimits = { user: 2_048, role: 10_240, group: 5_120 } as const;
const managedLimit = 6_144;
/** Managed policies that can be attached to a user, role or group; more only where AWS raised it. */
const maxAttached = 10;

function denyOf(actions: readonly string[]): Json {
  return {
    Version: "2012-10-17",
    Statement: [{ Sid: "TrailproofCanary", Effect: "Deny", Action: actions, Resource: "*" }],
  };
}

/** IAM does not count whitespace; what is in texts counts here, too, which can only be too careful. */
function sizeOf(text: string): number {
  const json = documentJson(text);
  return json === undefined ? text.length : JSON.stringify(json).length;
}

function checkedPresent(
  text: string,
  expected: readonly string[],
  name: string,
  { holder }: LiveHolder,
): readonly Step[] {
  if (expected.some((document) => sameText(text, document))) return [];
  const message = `Inline policy ${name} of ${holderLabel(holder)} is there already, with another document.`;
  throw new Problem("plan.drift", message, { hint: "Nothing was changed." });
}

async function managedSteps(
  { holder, actions }: Canary,
  name: string,
  plan: string,
  { attached }: LiveHolder,
  iam: IamReads,
): Promise<readonly Step[]> {
  const parts = splitActions(actions);
  const own = parts.map((part, index) => {
    const partName = parts.length === 1 ? name : `${name}-${index + 1}`;
    return { part, partName, arn: policyArn(holder, partName) };
  });
  const room = maxAttached - attached.filter((arn) => !own.some((policy) => policy.arn === arn)).length;
  if (parts.length > room) {
    throw new Problem(
      "input.too-large",
      `The canary denies ${actions.length} actions, which take ${parts.length} managed policies, and ${holderLabel(holder)} has room for ${Math.max(room, 0)}.`,
      { hint: "Nothing was changed. Plan for fewer services, or apply without a canary." },
    );
  }
  const there: LiveState = await readLive(iam, [], { policies: own.map(({ arn }) => arn) });
  return own.flatMap(({ part, partName, arn }): readonly Step[] => {
    const description = ownDescription(plan, "canary");
    const document = documentText(denyOf(part));
    const create: Step = {
      kind: "create-policy",
      policy: arn,
      name: partName,
      description,
      document,
      holders: [holder],
    };
    return [
      ...(there.policies.get(arn) === undefined ? [create] : []),
      ...(attached.includes(arn) ? [] : [{ kind: "attach", holder, policy: arn } as const]),
    ];
  });
}

function splitActions(actions: readonly string[]): readonly (readonly string[])[] {
  const empty = documentText(denyOf([])).length;
  const parts: string[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const action of actions) {
    const length = JSON.stringify(action).length + 1;
    if (size + length > managedLimit) {
      parts.push([]);
      size = empty;
    }
    parts.at(-1)?.push(action);
    size += length;
  }
  return parts;
}

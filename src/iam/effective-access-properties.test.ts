import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../model/index.ts";
import { accessOf } from "./effective-access.ts";
import { identities, policy, user } from "./identities.fixture.ts";

const seed = 20260101;

interface Said {
  readonly effect: "Allow" | "Deny";
  readonly not: "" | "action" | "resource";
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

const action = fc.constantFrom("s:ab", "s:ac", "t:ab", "t:b");
const resource = fc.constantFrom("arn:aws:s3:::a", "arn:aws:s3:::ab", "arn:aws:s3:::b/a", "arn:aws:s3:::b/c");
const actionPattern = fc.constantFrom("*", "s:*", "S:A*", "*:ab", "t:?", "s:ac", "s:a?", "t:*b");
const resourcePattern = fc.constantFrom(
  "*",
  "arn:aws:s3:::a*",
  "arn:aws:s3:::b/*",
  "arn:aws:s3:::*a",
  "arn:aws:s3:::?",
  "arn:aws:s3:::ab",
);
const statement: fc.Arbitrary<Said> = fc.record({
  effect: fc.constantFrom("Allow" as const, "Allow" as const, "Deny" as const),
  not: fc.constantFrom("" as const, "" as const, "action" as const, "resource" as const),
  actions: fc.uniqueArray(actionPattern, { minLength: 1, maxLength: 2 }),
  resources: fc.uniqueArray(resourcePattern, { minLength: 1, maxLength: 2 }),
});
const policies = fc.record({
  own: fc.array(statement, { maxLength: 4 }),
  boundary: fc.option(fc.array(statement, { minLength: 1, maxLength: 2 }), { nil: undefined }),
});

test("one action on one resource is decided as the documentation says", () => {
  fc.assert(
    fc.property(policies, action, resource, ({ own, boundary }, name, on) => {
      expect(accessWith(own, boundary).can(name, on).verdict).toBe(
        isAllowed(own, boundary, name, on) ? "allowed" : "denied",
      );
    }),
    { seed, numRuns: 3000 },
  );
});

test("whatever is allowed on some resource is found by asking for a pattern of resources and actions", () => {
  fc.assert(
    fc.property(policies, action, resource, ({ own, boundary }, name, on) => {
      fc.pre(isAllowed(own, boundary, name, on));
      const access = accessWith(own, boundary);
      for (const wider of ["*", `${on.slice(0, -1)}*`, "arn:aws:s3:::*"])
        expect(access.can(name, wider).verdict).toBe("allowed");
      expect(access.can(`${name[0]}:*`, "*").verdict).toBe("allowed");
      expect(access.mayReach(name, on)).toBe(true);
      const reach = access.reach(name);
      if (reach !== undefined) expect(reach).toContain(on.slice(on.lastIndexOf("/") + 1));
    }),
    { seed, numRuns: 1000 },
  );
});

test("what is allowed on all resources is allowed on each that no Deny names", () => {
  fc.assert(
    fc.property(policies, action, resource, ({ own, boundary }, name, on) => {
      const everywhere = accessWith(own, boundary).canOnAll(name, "arn:aws:s3:::*").verdict;
      fc.pre(
        everywhere === "allowed" &&
          ![...own, ...(boundary ?? [])].some((said) => said.effect === "Deny" && isAbout(said, name, on)),
      );
      expect(isAllowed(own, boundary, name, on)).toBe(true);
    }),
    { seed, numRuns: 200 },
  );
});

/** IAM User Guide, "Policy evaluation logic", in three lines. */
function isAllowed(own: readonly Said[], boundary: readonly Said[] | undefined, name: string, on: string): boolean {
  const says = (list: readonly Said[], effect: string) =>
    list.some((said) => said.effect === effect && isAbout(said, name, on));
  const isDenied = says(own, "Deny") || says(boundary ?? [], "Deny");
  return !isDenied && says(own, "Allow") && (boundary === undefined || says(boundary, "Allow"));
}

function isAbout({ not, actions, resources }: Said, name: string, on: string): boolean {
  const isNamed = actions.some((pattern) => regexOf(pattern, "i").test(name));
  const isOn = resources.some((pattern) => regexOf(pattern, "").test(on));
  return isNamed !== (not === "action") && isOn !== (not === "resource");
}

function regexOf(pattern: string, flags: string): RegExp {
  return new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".").replaceAll("/", "\\/")}$`, flags);
}

function accessWith(own: readonly Said[], boundary: readonly Said[] | undefined) {
  const cap = policy("cap", (boundary ?? []).map(toJson));
  const ana = user("ana", own.map(toJson), boundary === undefined ? {} : { permissionsBoundary: cap.arn });
  const access = accessOf(identities({ users: [ana], policies: [cap] }))(ana.arn);
  if (access === undefined) throw new TypeError("the user is there");
  return access;
}

function toJson({ effect, not, actions, resources }: Said): Json {
  return {
    Effect: effect,
    [not === "action" ? "NotAction" : "Action"]: actions,
    [not === "resource" ? "NotResource" : "Resource"]: resources,
  };
}

import fc from "fast-check";
import { expect, test } from "vitest";
import type { IamRole, Identities, Json } from "../model/index.ts";
import { accessOf } from "./effective-access.ts";
import { asker } from "./escalation-ask.ts";
import { candidates } from "./escalation-targets.ts";
import { account, arn, identities, policy, role, user } from "./identities.fixture.ts";
import type { CountsStatement, PrincipalAccess } from "./principal-access.ts";
import { rolesByTrust } from "./roles-by-trust.ts";
import { trustAdmits } from "./trust.ts";

const seed = 20260102;

const actions = ["iam:PassRole", "iam:PutRolePolicy", "sts:AssumeRole", "lambda:InvokeFunction"] as const;
const targets = [...["app", "app-2", "b", "team/app"].map((name) => arn(`role/${name}`)), arn("user/ana"), "*"];

const statement: fc.Arbitrary<Json> = fc
  .record({
    effect: fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
    action: fc.constantFrom("Action", "Action", "Action", "NotAction"),
    actions: fc.subarray(["iam:*", "iam:PassRole", "iam:Put*", "sts:AssumeRole", "*", "lambda:*"], { minLength: 1 }),
    resource: fc.constantFrom("Resource", "Resource", "Resource", "NotResource"),
    resources: fc.subarray(
      [
        "*",
        arn("role/*"),
        arn("role/app*"),
        arn("role/b"),
        arn("*/app"),
        arn("user/ana"),
        "arn:aws:s3:::bucket/*",
        arn("role/${aws:username}"),
        arn("role/${aws:PrincipalTag/team}"),
      ],
      { minLength: 1, maxLength: 3 },
    ),
    isConditional: fc.boolean(),
  })
  .map(({ effect, action, actions: named, resource, resources, isConditional }) => ({
    Effect: effect,
    [action]: named,
    [resource]: resources,
    ...(isConditional && { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }),
  }));

/** A user `app`, with or without a boundary. */
const principal: fc.Arbitrary<PrincipalAccess> = fc
  .record({
    own: fc.array(statement, { minLength: 1, maxLength: 4 }),
    boundary: fc.option(fc.array(statement, { minLength: 1, maxLength: 2 }), { freq: 2 }),
  })
  .map(({ own, boundary }) => {
    const cap = boundary === null ? {} : { permissionsBoundary: arn("policy/cap") };
    const users = [user("app", own, cap)];
    return found({ users, policies: boundary === null ? [] : [policy("cap", boundary)] }, arn("user/app"));
  });

test("what is remembered of one target holds for the others that it is given out for", () => {
  const unconditional: CountsStatement = ({ ref }) => !ref.conditional;
  fc.assert(
    fc.property(principal, (subject) => {
      const { can } = asker(subject);
      for (const action of actions) {
        for (const on of targets) {
          expect(can(action, on)).toEqual(subject.can(action, on));
          expect(can(action, on, unconditional)).toEqual(subject.can(action, on, unconditional));
        }
      }
    }),
    { seed, numRuns: 500 },
  );
});

test("nothing is allowed on one resource, or better, that is not so anywhere", () => {
  fc.assert(
    fc.property(principal, (subject) => {
      const { anywhere } = asker(subject);
      for (const action of actions) {
        for (const on of targets) {
          const { verdict, onlyConditionally } = subject.can(action, on);
          if (verdict !== "allowed") continue;
          // `*` asks an action of IAM for resources that it is never about.
          if (on === "*" && action.startsWith("iam:")) continue;
          expect(anywhere(action).verdict).toBe("allowed");
          if (anywhere(action).onlyConditionally) expect(onlyConditionally).toBe(true);
        }
      }
    }),
    { seed, numRuns: 500 },
  );
});

test("no target on which the actions are allowed is left out", () => {
  const roles = targets.filter((target) => target.includes(":role/")).map((target) => ({ arn: target }));
  fc.assert(
    fc.property(principal, fc.subarray([...actions], { minLength: 1, maxLength: 2 }), (subject, wanted) => {
      const kept = candidates(roles, wanted, asker(subject));
      const allowed = roles.filter((target) =>
        wanted.every((action) => subject.can(action, target.arn).verdict === "allowed"),
      );
      expect(kept).toEqual(expect.arrayContaining(allowed));
    }),
    { seed, numRuns: 500 },
  );
});

test("answers are shared: a kind of resource that no statement tells apart is asked once", () => {
  const subject = found({ users: [user("app", [])] }, arn("user/app"));
  const told: string[] = [];
  const { can } = asker({
    ...subject,
    can(action, on) {
      told.push(on);
      return subject.can(action, on);
    },
  });
  for (const on of targets.slice(0, 4)) can("iam:PassRole", on);
  expect(told).toHaveLength(1);
});

const trusted: fc.Arbitrary<Json> = fc.constantFrom<Json>(
  { AWS: "*" },
  { AWS: account },
  { AWS: arn("root") },
  { AWS: [arn("user/app"), arn("role/other")] },
  { AWS: arn("role/other") },
  { AWS: "arn:aws:iam::999988887777:root" },
  { Service: "lambda.amazonaws.com" },
);
const trustedRole: fc.Arbitrary<Partial<IamRole>> = fc
  .record({
    trusts: fc.array(
      fc.record({ by: fc.constantFrom("Principal", "Principal", "NotPrincipal"), whom: trusted, effect: effects() }),
      { minLength: 1, maxLength: 2 },
    ),
    isBroken: fc.boolean(),
  })
  .map(({ trusts, isBroken }) => {
    const statements: Json[] = trusts.map(({ by, whom, effect }) => ({
      Effect: effect,
      [by]: whom,
      Action: "sts:AssumeRole",
    }));
    return { trustPolicy: { json: { Version: "2012-10-17", Statement: [...statements, ...(isBroken ? [7] : [])] } } };
  });

test("roles that let the principal in are found, in their order", () => {
  fc.assert(
    fc.property(fc.array(trustedRole, { minLength: 1, maxLength: 6 }), (parts) => {
      const roles = parts.map((part, index) => role(`r${index}`, "*", [], part));
      const all = identities({ users: [user("app")], roles });
      const access = accessOf(all);
      const subject = found(all, arn("user/app"));
      const byTrust = rolesByTrust(roles, access);
      const admitting = roles.filter((one) => trustAdmits(one, subject).verdict !== "no");
      const listed = byTrust(subject, false);
      expect(roles.filter((one) => listed.includes(one))).toEqual(listed);
      expect(listed).toEqual(expect.arrayContaining(admitting));
      const direct = admitting.filter((one) => trustAdmits(one, subject).direct);
      expect(byTrust(subject, true)).toEqual(expect.arrayContaining(direct));
    }),
    { seed, numRuns: 300 },
  );
});

function effects(): fc.Arbitrary<string> {
  return fc.constantFrom("Allow", "Allow", "Deny");
}

function found(parts: Partial<Identities>, who: string): PrincipalAccess {
  const access = accessOf(identities(parts))(who);
  if (access === undefined) throw new Error(`${who} is not there`);
  return access;
}

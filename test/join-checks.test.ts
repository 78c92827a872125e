import { existsSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { auditAccount } from "../src/app/audit/audit-account.ts";
import { readBehaviour } from "../src/app/behaviour/read-behaviour.ts";
import { findIdentity } from "../src/app/identity/identity-name.ts";
import { identityView } from "../src/app/identity/identity-view.ts";
import { defaultSettings, type Settings } from "../src/app/settings/settings.ts";
import { loadSnapshot } from "../src/app/snapshot/load-snapshot.ts";
import type { Behaviour, Finding, Snapshot } from "../src/model/index.ts";
import { renderIdentity } from "../src/report/index.ts";

/** The story of samples/aerosecure/README.md, which tells what the intruders did; `npm run build` writes its logs. */
const folder = "samples/aerosecure";
const logs = `${folder}/cloudtrail`;

describe.skipIf(!existsSync(logs))(`the built-in account (${logs}; skipped where it is not made yet)`, () => {
  let snapshot: Snapshot;
  let behaviour: Behaviour;

  beforeAll(async () => {
    const answers = {
      credentialReport: `${folder}/credential-report.json`,
      authorizationDetails: [`${folder}/authorization-details.json`],
      trails: [`${folder}/trails.json`],
      trailStatus: ["lab-trail", "iam-trail-demo"].map((subject) => ({
        subject,
        file: `${folder}/trail-status.${subject}.json`,
      })),
    };
    const loaded = await loadSnapshot(answers, { asOf: "2026-11-21T20:30:00Z", now: new Date(0) });
    snapshot = loaded.snapshot;
    const read = await readBehaviour([logs]);
    behaviour = read.behaviour;
    expect(read.problems).toEqual([]);
  }, 60_000);

  test("each event counts once, the fourteen that came twice too", () => {
    expect(behaviour.coverage.duplicates).toBe(14);
    expect(behaviour.evicted).toEqual({ identities: 0, keys: 0, signIns: 0, sessions: 0, changes: 0 });
  });

  test("what failed is what the intruders did, and nothing else", () => {
    expect(failed(audit()).map(({ source, resource }) => `${source.id} ${resource.name}`)).toEqual([
      "JOIN-03 analyst-user",
      "JOIN-08 dev-user",
      "JOIN-09 111122223333",
      "JOIN-16 svc-backup",
    ]);
  });

  test("the guessed password: nine failures, then the right one at 17:01:44", () => {
    const [guess] = failed(audit(), "JOIN-03");
    expect(guess?.reason).toContain("9 sign-ins failed");
    expect(guess?.reason).toContain("2026-11-21T17:01:44Z");
    expect(guess?.evidence[0]?.source).toMatch(/\.json\.gz$/);
    expect(guess?.evidence[0]?.value).toMatchObject({ eventName: "ConsoleLogin", sourceIp: "203.0.113.140" });
  });

  test("the trail: stopped at 02:47:33, its logs made to expire at 02:52:10, both by svc-backup", () => {
    const [touched] = failed(audit(), "JOIN-09");
    expect(touched?.reason).toContain(
      "StopLogging by arn:aws:iam::111122223333:user/svc-backup at 2026-11-21T02:47:33Z",
    );
    expect(touched?.reason).toContain(
      "PutBucketLifecycle by arn:aws:iam::111122223333:user/svc-backup at 2026-11-21T02:52:10Z",
    );
  });

  test("thirty days of logs answer nothing about ninety, and that is said once for each check", () => {
    const unknown = audit().filter(({ source, status }) => source.id === "JOIN-11" && status === "UNKNOWN");
    expect(unknown).toHaveLength(1);
    expect(unknown[0]).toMatchObject({
      resource: { type: "aws.account" },
      reason: expect.stringContaining("30.8 days"),
    });
  });

  test("with a window that the logs cover, the guesses come from a new place", () => {
    const findings = audit({ thresholds: { "JOIN-02": { historyDays: 28 } } });
    expect(failed(findings, "JOIN-02").map(({ resource }) => resource.name)).toEqual(["analyst-user"]);
  });

  test("with pipelines named, what the intruder made is made by none of them", () => {
    const findings = audit({ pipelines: ["arn:aws:iam::111122223333:role/ci-deploy-role"] });
    expect(failed(findings, "JOIN-17").map(({ resource }) => resource.name)).toEqual(["admin-user", "svc-backup"]);
  });

  test("without logs every check that needs them is UNKNOWN once, for the account", () => {
    const findings = auditAccount(snapshot, defaultSettings, []).findings;
    const asking = findings.filter(({ reason }) => reason.includes("--logs"));
    expect(new Set(asking.map(({ source }) => source.id)).size).toBe(asking.length);
    expect(asking.map(({ source }) => source.id)).toContain("JOIN-12");
    expect(asking.every(({ status, resource }) => status === "UNKNOWN" && resource.type === "aws.account")).toBe(true);
  });

  test("what passed in an earlier snapshot and fails now is told with the call that did it", () => {
    // As it was on the day before: the lab trail was logging.
    const trails = snapshot.trails?.map((trail) => ({ ...trail, status: { isLogging: true } }));
    const previous = { ...snapshot, takenAt: "2026-11-20T12:00:00Z", ...(trails && { trails }) };
    const { findings } = auditAccount(snapshot, defaultSettings, [], { behaviour, previous });
    const [regressed] = failed(findings, "JOIN-20");
    expect(regressed?.reason).toContain("TRAIL-02");
    expect(regressed?.reason).toContain(
      "StopLogging by arn:aws:iam::111122223333:user/svc-backup from 203.0.113.66 at 2026-11-21T02:47:33Z",
    );
  });

  describe("identity", () => {
    test("dev-user: its finding, its refused calls, its way to an administrator, and where it came from", () => {
      const view = identityView(
        findIdentity("dev-user", snapshot),
        { snapshot, beside: { behaviour }, problems: [] },
        defaultSettings,
      );
      expect(view.findings.filter(({ status }) => status === "FAIL").map(({ source }) => source.id)).toContain(
        "JOIN-08",
      );
      expect(view.behaviour?.denied.map(({ action }) => action)).toContain("iam:CreateUser");
      expect(view.behaviour?.changes.map(({ eventName }) => eventName)).toContain("CreateAccessKey");
      expect(view.behaviour?.places.map(({ place }) => place)).toContain("203.0.113.0/24");
      expect(view.reaches.find(({ who }) => who === "user/admin-user")?.how).toContain("iam:CreateAccessKey");
      expect(view.power.ways.length).toBeGreaterThan(0);
    });

    test("analyst-assumable-role: who may assume it, by name and by account", () => {
      const view = identityView(
        findIdentity("analyst-assumable-role", snapshot),
        { snapshot, beside: {}, problems: [] },
        defaultSettings,
      );
      const who = view.reachedBy.map((one) => one.who);
      expect(who).toContain("user/analyst-user");
      expect(who.some((name) => name.includes("444455556666"))).toBe(true);
      expect(view.notes.join(" ")).toContain("--logs");
    });

    test("admin-user: who changed it is told, and the key that the intruder made has its id", () => {
      const view = identityView(
        findIdentity("user/admin-user", snapshot),
        { snapshot, beside: { behaviour }, problems: [] },
        defaultSettings,
      );
      expect(
        view.behaviour?.changedBy.map(({ eventName, actor }) => `${eventName} ${actor.split("/").at(-1)}`),
      ).toEqual(expect.arrayContaining(["CreateAccessKey dev-user", "DeactivateMFADevice analyst-user"]));
      const made = behaviour.changes.find(
        ({ event, request }) => event.eventName === "CreateAccessKey" && request["userName"] === "admin-user",
      );
      expect(view.credentials.map(({ id }) => id)).toContain(made?.madeKey);
      expect(view).toMatchObject({ mfa: "no", power: { administrator: "yes" } });
    });

    test.each(["table", "json", "md"] as const)(
      "as %s nothing that a terminal or a page obeys comes through",
      async (format) => {
        const view = identityView(
          findIdentity("root", snapshot),
          { snapshot, beside: { behaviour }, problems: [] },
          defaultSettings,
        );
        const hostile = { ...view, policies: [{ name: "\u001b[31m<script>|x", via: "inline\u202e" }] };
        const text = [...(await renderIdentity(format, hostile, { width: 100 }))].join("");
        expect(text).not.toMatch(/[\u001b\u202e]/);
        if (format === "md") expect(text).not.toContain("<script>");
      },
    );

    test.each([
      ["analyst", /Did you mean analyst-user/],
      ["arn:aws:iam::111122223333:user/dev-usr", /Did you mean dev-user/],
      ["zzzzzzzzzzzzzz", /trailproof usage/],
    ])("an unknown name (%s) is refused, and the nearest are named", (name, hint) => {
      expect(() => findIdentity(name, snapshot)).toThrowError(
        expect.objectContaining({ code: "cli.usage", hint: expect.stringMatching(hint) }),
      );
    });

    test("a name that a user and a role share is refused, and both are named", () => {
      const [role] = snapshot.identities?.roles ?? [];
      const identities = snapshot.identities &&
        role && { ...snapshot.identities, roles: [{ ...role, name: "dev-user" }] };
      const shared = { ...snapshot, ...(identities && { identities }) };
      expect(() => findIdentity("dev-user", shared)).toThrowError(/user\/dev-user and role\/dev-user/);
      expect(findIdentity("role/dev-user", shared).type).toBe("role");
    });
  });

  function audit(settings: Partial<Settings["audit"]> = {}): readonly Finding[] {
    const all = { ...defaultSettings, audit: { ...defaultSettings.audit, ...settings } };
    return auditAccount(snapshot, all, [], { behaviour }).findings.filter(({ source }) =>
      source.id.startsWith("JOIN-"),
    );
  }
});

function failed(findings: readonly Finding[], id?: string): readonly Finding[] {
  return findings.filter(({ status, source }) => status === "FAIL" && (id === undefined || source.id === id));
}

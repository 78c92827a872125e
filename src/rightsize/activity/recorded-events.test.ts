import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parse as parseCsv } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { actionCatalogue } from "../../iam/index.ts";
import {
  type Activity,
  type CloudTrailEvent,
  isJsonObject,
  type Json,
  ownObject,
  ownValue,
} from "../../model/index.ts";
import { actionOf } from "./action-of.ts";
import { createActivityCounter } from "./activity-counter.ts";
import { call } from "./events.fixture.ts";
import { mergeActivity } from "./merge-activity.ts";
import { resourcesOf } from "./resources-of.ts";

const data = "../shared/data";
const catalogue = actionCatalogue();

/** The real records, then one event of each sample. */
function recordedEvents(): readonly CloudTrailEvent[] {
  const read = (folder: string): readonly Json[] =>
    readdirSync(`${data}/${folder}`)
      .filter((file) => file.endsWith(".json"))
      .map((file): Json => JSON.parse(readFileSync(`${data}/${folder}/${file}`, "utf8")));
  const records = read("cloudtrail-events").flatMap((file) => (isJsonObject(file) ? ownValue(file, "Records") : []));
  const samples = read("cloudtrail-samples").flatMap((file) =>
    isJsonObject(file) ? (ownObject(file, "event") ?? []) : [],
  );
  return [...records.flat(), ...samples].filter(isJsonObject);
}

function counted<T>(items: readonly T[], nameOf: (item: T) => string): Record<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(nameOf(item), (counts.get(nameOf(item)) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe.skipIf(!existsSync(`${data}/cloudtrail-events`))(
  `on recorded events (${data}/cloudtrail-*; skipped where they are absent)`,
  () => {
    const events = existsSync(`${data}/cloudtrail-events`) ? recordedEvents() : [];
    const mapped = events.map((event) => ({ event, found: actionOf(event, catalogue) }));
    const own = mapped.flatMap(({ event, found }) =>
      found.kind === "actions"
        ? found.needs.filter(({ evidence }) => evidence === "event").map((need) => ({ event, need }))
        : [],
    );
    const resolved = own.map(({ event, need }) =>
      need.resources === undefined ? resourcesOf(event, need.action) : { arns: need.resources, step: "named" },
    );

    test("every event has its actions or is none, by these rules", () => {
      expect(
        counted(mapped, ({ found }) =>
          found.kind === "actions" ? found.rule : found.kind === "none" ? found.why : found.kind,
        ),
      ).toEqual({
        "event-type": 59,
        "no-permission-needed": 18,
        "not-a-record": 1,
        parameters: 1,
        renamed: 38,
        "same-name": 2835,
        "source-prefix": 2,
        "trust-policy-only": 2,
        "version-suffix": 23,
      });
    });

    test("at least 95 of 100 actions have their resources", () => {
      expect(counted(resolved, ({ step }) => step)).toEqual({
        all: 25,
        literal: 211,
        named: 635,
        none: 102,
        resources: 702,
        response: 107,
        self: 126,
        wildcard: 991,
      });
      expect(resolved.filter(({ arns }) => arns.length > 0).length / resolved.length).toBeGreaterThan(0.95);
    });

    test("all ARNs are whole: six parts, a real account, and no variable left", () => {
      const wrong = resolved
        .flatMap(({ arns }) => arns)
        .filter((arn) => arn !== "*" && !/^arn:[\w-]+:[\w-]+:[\w-]*:(\d{12}|aws)?:[^${}]+$/.test(arn));
      expect(wrong).toEqual([]);
    });

    test("events in two counters, merged, are what one counter counts; each event counts once", () => {
      const count = (some: readonly CloudTrailEvent[]): Activity => {
        const counter = createActivityCounter({ catalogue });
        for (const event of some) counter.see(event);
        return counter.take();
      };
      // Samples may be copies of records, and some have no id to tell.
      const records = events.filter(({ eventID }, at) => eventID !== undefined && at < 2900);
      const whole = count(records);
      expect(whole.coverage).toMatchObject({ events: 2900, duplicates: 0 });
      expect(mergeActivity(count(records.slice(1000)), count(records.slice(0, 1000)))).toEqual(whole);
      const twice = count([...records, ...[...records].reverse()]);
      expect(twice).toEqual({ ...whole, coverage: { ...whole.coverage, duplicates: 2900 } });
    });

    test("what CloudTrail leaves out never adds an action that was done", () => {
      const done = (event: CloudTrailEvent): ReadonlySet<string> => {
        const found = actionOf(event, catalogue);
        return new Set(
          found.kind === "actions" && found.outcome === "done" ? found.needs.map(({ action }) => action.name) : [],
        );
      };
      const omitted: Json = { omitted: true, originalSize: 300_000, reason: "too long" };
      const fields = [
        "requestParameters",
        "responseElements",
        "resources",
        "errorCode",
        "errorMessage",
        "additionalEventData",
      ];
      const added = events.flatMap((event) => {
        const before = done(event);
        return fields.flatMap((field) =>
          [...done({ ...event, [field]: omitted })].filter((action) => !before.has(action)),
        );
      });
      expect(added).toEqual([]);
    });

    test("fewer events never add a call", () => {
      const keys = (some: readonly CloudTrailEvent[]): readonly string[] => {
        const counter = createActivityCounter({ catalogue });
        for (const event of some) counter.see(event);
        return counter
          .take()
          .principals.flatMap(({ arn, calls }) =>
            calls.map(({ action, outcome, resources }) => `${arn} ${action} ${outcome} ${resources.join()}`),
          );
      };
      const all = new Set(keys(events));
      for (const length of [0, 1, 500, 2000])
        expect(keys(events.slice(0, length)).filter((key) => !all.has(key))).toEqual([]);
    });
  },
);

interface Row {
  readonly event_source: string;
  readonly event_name: string;
  readonly iam_actions: string;
  readonly kind: string;
  readonly in_sar: string;
}

const exceptions = `${data}/cloudtrail_iam_exceptions.csv`;

describe.skipIf(!existsSync(exceptions))(`the table of exceptions (${exceptions}; skipped where it is absent)`, () => {
  const rows: readonly Row[] = existsSync(exceptions)
    ? parseCsv(readFileSync(exceptions, "utf8"), { columns: true })
    : [];
  const actionsOf = ({ event_source: source, event_name: name }: Row): string => {
    const found = actionOf(call(source.replace(".amazonaws.com", ""), name, { bucketName: "b", key: "k" }), catalogue);
    if (found.kind !== "actions") return found.kind === "none" ? found.why : found.kind;
    return found.needs.map(({ action }) => action.name).join(";");
  };

  test("renamings and API Gateway's verbs are all answered", () => {
    const renamed = rows.filter(({ kind }) => kind === "rename" || kind === "apigateway-http-verb");
    expect(renamed.length).toBeGreaterThan(220);
    expect(renamed.filter((row) => actionsOf(row) !== row.iam_actions)).toEqual([]);
  });

  test("events without action, too", () => {
    const silent = rows.filter(({ kind, event_source: source }) => /^(no-|trust-)/.test(kind) && source !== "*");
    expect(silent.length).toBeGreaterThan(35);
    expect(silent.filter((row) => actionsOf(row) !== row.kind)).toEqual([]);
  });

  test("sources with another prefix, too", () => {
    const prefixes = rows.filter(({ kind }) => kind === "service-prefix");
    const wrong = prefixes.filter(({ event_source: source, iam_actions: target }) => {
      const prefix = target.split(":")[0] ?? "";
      const [action] = catalogue.service(prefix)?.actions ?? [];
      return (
        action === undefined ||
        actionsOf({ ...prefixRow, event_source: source, event_name: action.name.slice(prefix.length + 1) }) !==
          action.name
      );
    });
    expect(prefixes).toHaveLength(29);
    expect(wrong.map(({ event_source: source }) => source)).toEqual([]);
  });
});

const prefixRow: Row = { event_source: "", event_name: "", iam_actions: "", kind: "", in_sar: "" };

const passing = `${data}/cloudtrail_passrole_params.csv`;

describe.skipIf(!existsSync(passing))(`calls that pass a role (${passing}; skipped where it is absent)`, () => {
  const rows: readonly {
    readonly event_source: string;
    readonly event_name: string;
    readonly role_parameter_paths: string;
  }[] = existsSync(passing) ? parseCsv(readFileSync(passing, "utf8"), { columns: true }) : [];

  test("all of them need iam:PassRole for the ARN in each parameter that is a role's", () => {
    const role = "arn:aws:iam::111122223333:role/team/app";
    const cases = rows.flatMap(({ event_source: source, event_name: name, role_parameter_paths: paths }) =>
      paths
        .split(";")
        .filter((path) => /role(arn)?$/i.test(path) && !notPassed.test(path))
        .map((path) => ({ source: source.replace(".amazonaws.com", ""), name, path })),
    );
    const missing = cases.filter(({ source, name, path }) => {
      const found = actionOf(call(source, name, nested(path.split("."), role)), catalogue);
      if (found.kind !== "actions") return catalogue.action(`${source}:${name}`) !== undefined;
      return !found.needs.some(({ action, resources }) => action.name === "iam:PassRole" && resources?.[0] === role);
    });
    expect(cases.length).toBeGreaterThan(300);
    expect(missing).toEqual([]);
  });
});

/** Roles of other kinds: of QuickSight users, of LDAP and SAML. */
const notPassed = /^UserRole$|MasterBackendRole/;

/** A parameter at a path, each name with its first letter in lower case, as CloudTrail writes it. */
function nested([name = "", ...rest]: readonly string[], value: string): Json {
  const key = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  const inner = rest.length === 0 ? value : nested(rest, value);
  return key.endsWith("[]") ? { [key.slice(0, -2)]: [inner] } : { [key]: inner };
}

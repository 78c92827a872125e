import { compileGlob, globCovers, globMatches, type PrincipalAccess } from "../../iam/index.ts";
import { isServiceLinked, type Snapshot, type Trail } from "../../model/index.ts";
import { type DataKind, dataKinds, recordedData } from "../behaviour/recorded-data.ts";
import { type Check, type CheckContext, defineCheck } from "../check.ts";
import { identities, snapshot, trail, user } from "../examples/example-builders.ts";
import { allow, inline, uncollectedPolicy } from "../policies/examples.ts";
import { gapsReason } from "../sources.ts";
import { combineParts, listedUpTo, type Part } from "../verdict.ts";

/** Who may read data, and nothing would show it. */
export const join19DataAccessWithoutTrace: Check<"account"> = defineCheck({
  id: "JOIN-19",
  title: "Blind spot: data access that leaves no trace",
  severity: "medium",
  subject: "account",
  needs: ["authorization-details", "trails"],
  risk: "When data leaves nobody can say which, how much, or who took it: no trail records such calls.",
  remediation: {
    text: "Record data events of the buckets, tables and functions that matter, by advanced event selectors.",
    cli: "aws cloudtrail put-event-selectors --trail-name <TRAIL> --advanced-event-selectors file://data-events.json",
  },
  references: ["https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html"],
  parameters: {},
  judgesGaps: true,

  evaluate(account, context) {
    const principals = principalsOf(account, context);
    const trails = account.trails ?? [];
    const parts = dataKinds.map((kind) => judge(kind, principals, trails));
    const gap = gapsReason(account, ["authorization-details", "trails"]);
    const verdict = combineParts(parts, "Nobody may reach data.");
    if (gap !== undefined && verdict.status !== "FAIL") return { status: "UNKNOWN", reason: gap };
    return verdict;
  },

  examples: [
    {
      name: "a reader, and a trail without data events",
      given: account(trail(), [allow("s3:GetObject")]),
      expect: "FAIL",
    },
    {
      name: "a reader, and a trail with all objects",
      given: account(recording("arn:aws:s3"), [allow("s3:GetObject")]),
      expect: "PASS",
    },
    {
      name: "a reader of one bucket, which is recorded",
      given: account(recording("arn:aws:s3:::plans/"), [allow("s3:GetObject", "arn:aws:s3:::plans/*")]),
      expect: "PASS",
    },
    {
      name: "a reader of two buckets, of which one is recorded",
      given: account(recording("arn:aws:s3:::plans/"), [
        allow("s3:GetObject", ["arn:aws:s3:::plans/*", "arn:aws:s3:::parts/*"]),
      ]),
      expect: "FAIL",
    },
    {
      name: "all objects, but the trail is stopped",
      given: account(recording("arn:aws:s3", { status: { isLogging: false } }), [allow("s3:GetObject")]),
      expect: "FAIL",
    },
    {
      name: "all objects, but of one region",
      given: account(recording("arn:aws:s3", { isMultiRegion: false }), [allow("s3:GetObject")]),
      expect: "FAIL",
    },
    { name: "nobody reads data", given: account(trail(), [allow("iam:ListUsers")]), expect: "NOT_APPLICABLE" },
    { name: "the selectors were not read", given: account(unread(), [allow("s3:GetObject")]), expect: "UNKNOWN" },
    {
      name: "a policy that was not collected",
      given: snapshot({
        trails: [trail()],
        identities: identities({ users: [user({ attachedPolicies: [uncollectedPolicy] })] }),
      }),
      expect: "UNKNOWN",
    },
  ],
});

function principalsOf({ identities: known }: Snapshot, { access }: CheckContext): readonly PrincipalAccess[] {
  const roles = (known?.roles ?? []).filter((role) => !isServiceLinked(role));
  return [...(known?.users ?? []), ...roles].flatMap(({ arn }) => access(arn) ?? []);
}

function judge(kind: DataKind, principals: readonly PrincipalAccess[], trails: readonly Trail[]): Part {
  const able = principals.filter((principal) => principal.can(kind.action, "*").verdict === "allowed");
  const unclear = principals.filter(({ gaps }) => gaps.length > 0);
  if (able.length === 0) {
    if (unclear.length === 0) return { status: "NOT_APPLICABLE", text: `nobody may reach ${kind.words}` };
    return {
      status: "UNKNOWN",
      text: `whether somebody may reach ${kind.words} is not known (${unclear[0]?.gaps[0] ?? ""})`,
    };
  }
  const everywhere = trails.filter(({ status, isMultiRegion }) => status?.isLogging === true && isMultiRegion);
  const recorded = everywhere.map((one) => recordedData(one, kind));
  if (recorded.some((one) => one.kind === "all")) return { status: "PASS", text: `all ${kind.words} are recorded` };
  const covered = recorded
    .flatMap((one) => (one.kind === "some" ? one.prefixes : []))
    .map((prefix) => compileGlob(`${prefix}*`));
  const blind = able.filter((principal) => !isCovered(principal, kind, covered));
  if (blind.length === 0) return { status: "PASS", text: `all ${kind.words} that somebody may reach are recorded` };
  const names = listedUpTo(
    blind.map((one) => `${one.kind} ${one.name}`),
    5,
  );
  const text = `${blind.length === 1 ? "1 principal" : `${blind.length} principals`} may reach ${kind.words} (${kind.action}) that no trail of all regions records: ${names}`;
  const unread = trails.filter(
    ({ status, selectors }) => status?.isLogging !== false && (status === undefined || selectors === undefined),
  );
  if (unread.length > 0) {
    return {
      status: "UNKNOWN",
      text: `${text}; what ${listedUpTo(
        unread.map(({ name }) => name),
        3,
      )} records was not read (cloudtrail:GetEventSelectors)`,
    };
  }
  return {
    status: "FAIL",
    text,
    evidence: [{ source: "event-selectors", field: kind.resourceType, value: covered.map(({ source }) => source) }],
  };
}

/** Every resource on which the action is allowed is among those that are recorded. */
function isCovered(
  { statements }: PrincipalAccess,
  { action }: DataKind,
  covered: readonly ReturnType<typeof compileGlob>[],
): boolean {
  const name = action.toLowerCase();
  const about = statements.filter(({ statement }) => {
    if (statement.effect !== "Allow") return false;
    const isListed = statement.action.patterns.some((pattern) => globMatches(compileGlob(pattern.toLowerCase()), name));
    return isListed === (statement.action.kind === "Action");
  });
  return about.every(
    ({ statement: { resource } }) =>
      resource?.kind === "Resource" &&
      resource.patterns.every((pattern) => covered.some((glob) => globCovers(glob, compileGlob(pattern)))),
  );
}

function account(given: Trail, statements: Parameters<typeof inline>[0]): Snapshot {
  return snapshot({
    trails: [given],
    identities: identities({ users: [user({ inlinePolicies: inline(statements) })] }),
  });
}

function recording(value: string, parts: Partial<Trail> = {}): Trail {
  const selector = {
    readWriteType: "All" as const,
    includeManagementEvents: true,
    excludeManagementEventSources: [],
    dataResources: [{ type: "AWS::S3::Object", values: [value] }],
  };
  return trail({ selectors: { kind: "classic", selectors: [selector] }, ...parts });
}

function unread(): Trail {
  const { selectors: _, ...rest } = trail();
  return rest;
}

import type {
  AccountRegion,
  AssignmentFacts,
  RolesAnywhereFacts,
  RolesAnywhereProfile,
  SourceName,
  WorkloadFacts,
  WorkloadFunction,
} from "../../model/index.ts";
import type { Notes } from "../notes.ts";
import type { SnapshotPart } from "../parts.ts";
import type { AssignmentsAnswer } from "../saved/account-assignments.ts";
import type { WorkloadsAnswer } from "../saved/workloads.ts";

/** The profiles of all regions that answered. A region of the account that did not is a gap with its name. */
export function joinRolesAnywhere(
  parts: readonly SnapshotPart<readonly RolesAnywhereProfile[]>[],
  regions: readonly AccountRegion[] | undefined,
  notes: Notes,
): RolesAnywhereFacts | undefined {
  const read = parts.filter(({ parsed }) => parsed.value !== undefined);
  if (read.length === 0) return undefined;
  const lists = read.map(({ subject, parsed }) => ({ subject, items: parsed.value ?? [] }));
  const asked = regionsRead("roles-anywhere", "profiles", lists, regions, notes);
  const profiles = lists.flatMap(({ items }) => items);
  return { regions: asked, profiles: [...new Map(profiles.map((one) => [one.arn, one])).values()] };
}

/** Who is assigned, once each. A permission set without a name, or without its assignments, is a gap. */
export function joinAssignments(
  parts: readonly SnapshotPart<AssignmentsAnswer>[],
  notes: Notes,
): AssignmentFacts | undefined {
  const read = parts.flatMap(({ parsed }) => parsed.value ?? []);
  if (read.length === 0) return undefined;
  if (!read.some(({ kind }) => kind === "assignments")) {
    notes.gap("account-assignments", "assignments", "not given (aws sso-admin list-account-assignments)");
  }
  const assignments = uniqueBy(
    read.flatMap((one) => one.assignments),
    (one) => JSON.stringify(one),
  );
  const permissionSets = uniqueBy(
    read.flatMap((one) => one.permissionSets),
    ({ arn }) => arn,
  );
  const named = new Set(permissionSets.map(({ arn }) => arn));
  for (const arn of new Set(assignments.map(({ permissionSet }) => permissionSet))) {
    if (named.has(arn)) continue;
    notes.gap("account-assignments", arn, "its name was not given (aws sso-admin describe-permission-set)");
  }
  const users = uniqueBy(
    read.flatMap((one) => one.users),
    ({ id }) => id,
  );
  return { assignments, permissionSets, users };
}

/** Instances and functions of all regions that answered, and the URLs of functions. */
export function joinWorkloads(
  parts: readonly SnapshotPart<WorkloadsAnswer>[],
  regions: readonly AccountRegion[] | undefined,
  notes: Notes,
): WorkloadFacts | undefined {
  const lists = parts.flatMap(({ subject, parsed: { value } }) =>
    value === undefined || value.kind === "urls" ? [] : [{ subject, value }],
  );
  if (lists.length === 0) return undefined;
  const ofInstances = lists.flatMap(({ subject, value }) =>
    value.kind === "instances" ? [{ subject, items: value.instances }] : [],
  );
  const ofFunctions = lists.flatMap(({ subject, value }) =>
    value.kind === "functions" ? [{ subject, items: value.functions }] : [],
  );
  const instances = ofInstances.flatMap(({ items }) => items);
  const functions = uniqueBy(
    ofFunctions.flatMap(({ items }) => items),
    ({ arn }) => arn,
  );
  return {
    instanceRegions: regionsRead("workloads", "instances", ofInstances, regions, notes),
    instances: uniqueBy(instances, ({ region, id }) => `${region} ${id}`),
    functionRegions: regionsRead("workloads", "functions", ofFunctions, regions, notes),
    functions: withUrls(functions, parts, notes),
  };
}

interface RegionalList {
  readonly subject: string | undefined;
  readonly items: readonly { readonly region: string }[];
}

/** Of which regions there is a list; those of the account without one are gaps, and so are all if nothing says which there are. */
function regionsRead(
  source: SourceName,
  what: string,
  lists: readonly RegionalList[],
  regions: readonly AccountRegion[] | undefined,
  notes: Notes,
): readonly string[] {
  const flag = `--${source}`;
  if (lists.some(({ subject, items }) => subject === undefined && items.length === 0)) {
    notes.gap(source, `an answer without ${what}`, `it does not name its region; pass ${flag} REGION=FILE`);
  }
  const asked = new Set(
    lists.flatMap(({ subject, items }) => [...(subject ? [subject] : []), ...items.map((one) => one.region)]),
  );
  if (regions === undefined) {
    notes.gap(
      source,
      `${what} of other regions`,
      "which regions the account may use is not known (account:ListRegions)",
    );
  }
  for (const { name, status } of regions ?? []) {
    if (status.startsWith("ENABLED") && !asked.has(name))
      notes.gap(source, `${what} of ${name}`, `not given: pass ${flag} ${name}=FILE`);
  }
  return [...asked];
}

/** A function without an answer about its URLs is a gap. One that is named for an alias is the function's, too. */
function withUrls(
  functions: readonly WorkloadFunction[],
  parts: readonly SnapshotPart<WorkloadsAnswer>[],
  notes: Notes,
): readonly WorkloadFunction[] {
  const urls = new Map<string, NonNullable<WorkloadFunction["url"]>>();
  for (const { subject, file, parsed } of parts) {
    if (parsed.value?.kind !== "urls") continue;
    const { urls: found } = parsed.value;
    const named = found.length > 0 ? [...new Set(found.map(({ functionArn }) => functionArn))] : [subject];
    for (const name of named) {
      const of = functions.filter(({ arn }) => name !== undefined && isFunction(arn, name));
      const [one] = of;
      if (one === undefined || of.length > 1) {
        const why =
          name === undefined ? "it does not name its function" : "no list, or more than one, names its function";
        notes.problem("input.conflict", `This answer is not used: ${why}.`, file, "Pass it as FUNCTION-ARN=FILE.");
        notes.gap("workloads", file, why);
      } else urls.set(one.arn, widest(urls.get(one.arn), found));
    }
  }
  return functions.map((one) => {
    const url = urls.get(one.arn);
    if (url === undefined)
      notes.gap("workloads", one.arn, "whether it has a URL was not given (aws lambda list-function-url-configs)");
    return { ...one, ...(url !== undefined && { url }) };
  });
}

/** By ARN, by ARN with an alias, or by name. */
function isFunction(arn: string, named: string): boolean {
  return named === arn || named.startsWith(`${arn}:`) || arn.endsWith(`:function:${named}`);
}

function widest(
  known: WorkloadFunction["url"],
  found: readonly { readonly auth: "NONE" | "AWS_IAM" }[],
): NonNullable<WorkloadFunction["url"]> {
  const all = [...found.map(({ auth }) => auth), known ?? "none"];
  return all.includes("NONE") ? "NONE" : all.includes("AWS_IAM") ? "AWS_IAM" : "none";
}

function uniqueBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

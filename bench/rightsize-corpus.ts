import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ActionCatalogue, actionCatalogue, type CatalogueService } from "../src/iam/index.ts";
import { type Random, seededRandom } from "./random.ts";
import { benchCalls } from "./rightsize-calls.ts";
import { type Caller, writeRightsizeEvents } from "./rightsize-events.ts";
import { account, firstMs, isoSecond, roleArn, roleId, spanMs } from "./rightsize-names.ts";

const created = "2024-03-01T09:00:00+00:00";
/** The clock that the corpus is made for. */
export const rightsizeAsOf = "2026-11-21T20:30:00Z";
export interface RightsizeCorpus {
  readonly details: string;
  /** `ARN=FILE`, one for each role. */
  readonly lastAccessed: readonly string[];
  readonly logs: string;
}

/** Where {@link writeRightsizeCorpus} puts what. */
export function rightsizeCorpus(folder: string, roles: number): RightsizeCorpus {
  return {
    details: join(folder, "details.json"),
    lastAccessed: Array.from({ length: roles }, (_, index) => `${roleArn(index)}=${answerFile(folder, index)}`),
    logs: join(folder, "logs"),
  };
}

/**
 * Writes the authorization details of `roles` roles, of each its Access Advisor answer by action, and `events` events of 90
 * days in `files` gzip files. Roles have policies of 20 to 60 services, of their own and shared ones; three in a hundred are
 * administrators, one is a power user.
 */
export function writeRightsizeCorpus(folder: string, roles: number, events: number, files: number, seed: number): void {
  const random = seededRandom(seed);
  const catalogue = actionCatalogue();
  mkdirSync(join(folder, "last-accessed"), { recursive: true });
  mkdirSync(join(folder, "logs"), { recursive: true });
  const services = catalogue.services.filter(({ actions }) => actions.length >= 5);
  const common = [...new Set(benchCalls.map(({ service }) => service))].flatMap(
    (prefix) => catalogue.service(prefix) ?? [],
  );
  const pool = { random, catalogue, services, common };
  const shared = Array.from({ length: Math.ceil(roles / 7) }, () => serviceList(pool, 5, 20));
  const made = Array.from({ length: roles }, (_, index) => role(index, shared.length, pool));
  writeFileSync(
    join(folder, "details.json"),
    JSON.stringify({
      UserDetailList: [],
      GroupDetailList: [],
      RoleDetailList: made.map((one) => roleDetail(one, pool)),
      Policies: [
        ...shared.map((list, index) =>
          policyDetail(`shared-${index}`, policyArn(index), documentFor(list, pool), countOf(made, index)),
        ),
        policyDetail(
          "AdministratorAccess",
          administrator,
          everything,
          made.filter(({ kind }) => kind === "administrator").length,
        ),
        policyDetail(
          "PowerUserAccess",
          powerUser,
          nearlyEverything,
          made.filter(({ kind }) => kind === "power").length,
        ),
      ],
      IsTruncated: false,
    }),
  );
  const documents = new Map(shared.map((list, index) => [index, list]));
  const callers = made.map((one) => writeAnswer(folder, one, documents, pool));
  writeRightsizeEvents(join(folder, "logs"), callers, events, files, random);
}

interface Pool {
  readonly random: Random;
  readonly catalogue: ActionCatalogue;
  readonly services: readonly CatalogueService[];
  readonly common: readonly CatalogueService[];
}

interface BenchRole {
  readonly index: number;
  readonly kind: "ordinary" | "administrator" | "power";
  readonly own: readonly CatalogueService[];
  readonly shared: readonly number[];
}

function role(index: number, policies: number, pool: Pool): BenchRole {
  const { random } = pool;
  const kind = index % 100 < 3 ? "administrator" : index % 100 === 3 ? "power" : "ordinary";
  // Every third role has the same base policy besides.
  const base = index % 3 === 0 ? [0] : [];
  const shared = [...new Set([...base, ...Array.from({ length: 1 + random.below(2) }, () => random.below(policies))])];
  return { index, kind, own: serviceList(pool, 15, 35), shared: kind === "ordinary" ? shared : [] };
}

/** Half of them are services that are called at all. */
function serviceList({ random, services, common }: Pool, least: number, most: number): readonly CatalogueService[] {
  const count = least + random.below(most - least + 1);
  const picked = Array.from({ length: count }, (_, at) => random.pick(at % 2 === 0 ? common : services));
  return [...new Set(picked)];
}

const verbs = ["Get", "List", "Describe", "Create", "Update", "Delete", "Put"];

function documentFor(services: readonly CatalogueService[], { random }: Pool): object {
  const patterns = services.flatMap(({ prefix, actions }) => {
    const kind = random.next();
    if (kind < 0.4) return [`${prefix}:*`];
    if (kind < 0.8)
      return [
        ...new Set([`${prefix}:${random.pick(verbs)}*`, `${prefix}:Describe*`, `${prefix}:List*`, `${prefix}:Get*`]),
      ];
    return [...new Set(Array.from({ length: 4 }, () => random.pick(actions).name))];
  });
  const third = Math.ceil(patterns.length / 3);
  const statement = (at: number): object => ({
    Sid: `Part${at}`,
    Effect: "Allow",
    Action: patterns.slice(at * third, (at + 1) * third),
    Resource: at === 1 ? ["arn:aws:s3:::data-*", "arn:aws:s3:::data-*/*", "*"] : "*",
    ...(at === 2 && { Condition: { StringEquals: { "aws:RequestedRegion": ["us-east-1", "eu-central-1"] } } }),
  });
  const statements = [0, 1, 2].filter((at) => patterns.length > at * third).map(statement);
  return { Version: "2012-10-17", Statement: [...statements, noAudit] };
}

const noAudit = { Sid: "NoAudit", Effect: "Deny", Action: ["cloudtrail:StopLogging"], Resource: "*" };
const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
const nearlyEverything = {
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", NotAction: ["iam:*", "organizations:*", "account:*"], Resource: "*" },
    { Effect: "Allow", Action: ["iam:ListRoles", "organizations:DescribeOrganization"], Resource: "*" },
  ],
};
const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
const powerUser = "arn:aws:iam::aws:policy/PowerUserAccess";

function roleDetail({ index, kind, own, shared }: BenchRole, pool: Pool): object {
  const attached = shared.map((at) => ({ PolicyName: `shared-${at}`, PolicyArn: policyArn(at) }));
  const managed = {
    ordinary: attached,
    administrator: [{ PolicyName: "AdministratorAccess", PolicyArn: administrator }],
    power: [{ PolicyName: "PowerUserAccess", PolicyArn: powerUser }],
  };
  return {
    Path: "/",
    RoleName: `role-${index}`,
    RoleId: roleId(index),
    Arn: roleArn(index),
    CreateDate: created,
    AssumeRolePolicyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: index % 5 === 0 ? { AWS: `arn:aws:iam::${account}:root` } : { Service: "lambda.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      ],
    },
    InstanceProfileList: [],
    RolePolicyList: kind === "ordinary" ? [{ PolicyName: "inline", PolicyDocument: documentFor(own, pool) }] : [],
    AttachedManagedPolicies: managed[kind],
    Tags: [],
  };
}

function policyDetail(name: string, arn: string, document: object, attachments: number): object {
  return {
    PolicyName: name,
    PolicyId: `ANPA${name.toUpperCase().replaceAll("-", "").padEnd(17, "B")}`,
    Arn: arn,
    Path: "/",
    DefaultVersionId: "v1",
    AttachmentCount: attachments,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: created,
    PolicyVersionList: [{ Document: document, VersionId: "v1", IsDefaultVersion: true, CreateDate: created }],
  };
}

/** Writes what Access Advisor says of a role, and gives what it calls: about eight actions of what it may. */
function writeAnswer(
  folder: string,
  { index, kind, own, shared }: BenchRole,
  documents: ReadonlyMap<number, readonly CatalogueService[]>,
  { random, catalogue }: Pool,
): Caller {
  const all =
    kind === "ordinary" ? [...own, ...shared.flatMap((at) => documents.get(at) ?? [])] : [...catalogue.services];
  const listed = [...new Map(all.map((service) => [service.prefix, service])).values()];
  const may = benchCalls.filter(({ service }) => listed.some(({ prefix }) => prefix === service));
  const calls = [...new Set(Array.from({ length: 8 }, () => random.pick(may)))];
  const used = new Map(calls.map(({ action }) => [action, awsTime(firstMs + random.below(spanMs))]));
  writeFileSync(
    answerFile(folder, index),
    JSON.stringify({
      JobStatus: "COMPLETED",
      JobType: "ACTION_LEVEL",
      JobCreationDate: "2026-11-21T19:59:40.412000+00:00",
      ServicesLastAccessed: listed.map((service) => serviceAnswer(service, index, used)),
      JobCompletionDate: "2026-11-21T20:00:01.120000+00:00",
      IsTruncated: false,
    }),
  );
  return { index, calls };
}

/** Rows for what Access Advisor tracks: management events, about four in five actions. */
function serviceAnswer(
  { prefix, title, actions }: CatalogueService,
  index: number,
  used: ReadonlyMap<string, string>,
): object {
  const sign = (name: string): object => {
    const time = used.get(name);
    return time === undefined
      ? {}
      : { LastAccessedEntity: roleArn(index), LastAccessedTime: time, LastAccessedRegion: "us-east-1" };
  };
  const last = actions
    .flatMap(({ name }) => used.get(name) ?? [])
    .toSorted()
    .at(-1);
  return {
    ServiceName: title,
    ...(last !== undefined && { LastAuthenticated: last }),
    ServiceNamespace: prefix,
    ...(last !== undefined && { LastAuthenticatedEntity: roleArn(index), LastAuthenticatedRegion: "us-east-1" }),
    TotalAuthenticatedEntities: last === undefined ? 0 : 1,
    TrackedActionsLastAccessed: actions
      .filter((_, at) => at % 5 !== 4)
      .map(({ name }) => ({ ActionName: name.slice(prefix.length + 1), ...sign(name) })),
  };
}

function countOf(roles: readonly BenchRole[], policy: number): number {
  return roles.filter(({ shared }) => shared.includes(policy)).length;
}

function policyArn(index: number): string {
  return `arn:aws:iam::${account}:policy/shared-${index}`;
}

function answerFile(folder: string, index: number): string {
  return join(folder, "last-accessed", `role-${index}.json`);
}

function awsTime(ms: number): string {
  return isoSecond(ms).replace("Z", "+00:00");
}

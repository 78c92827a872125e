import { rootArn } from "../../model/index.ts";
import type { TypeFormats } from "./arn-format.ts";
import { type ArnSearch, namedArns, withPlace } from "./arn-from-parameters.ts";
import type { Leaf } from "./parameters.ts";

/**
 * ARNs of a type by what is known of one service. Undefined: nothing is known of the type, the names of parameters may
 * be tried. Empty: names do not lead to the ARN.
 */
export type ServiceArns = (search: ArnSearch, type: TypeFormats) => readonly string[] | undefined;

export const serviceArns: ReadonlyMap<string, ServiceArns> = new Map<string, ServiceArns>([
  ["ec2", ec2Arns],
  ["kms", kmsArns],
  ["logs", logsArns],
  ["ssm", ssmArns],
  ["sqs", sqsArns],
  ["iam", iamArns],
  ["lambda", lambdaArns],
  ["sts", stsArns],
  // Their ARNs hold something that AWS chose: six characters, an id.
  ["secretsmanager", () => []],
  ["cloudformation", () => []],
]);

/** EC2 knows its resources by ids that tell their type, whatever the parameter is called. */
export function ec2Arns({ leaves, place, callName }: ArnSearch, type: TypeFormats): readonly string[] | undefined {
  if (type.type.name === "key-pair") return withNames(type, texts(leaves, ["keyname"]), place);
  if (type.type.name === "placement-group") {
    const isGroup = ({ key, parent }: Leaf): boolean =>
      key === "groupname" && (parent === "placement" || callName.includes("placement"));
    return withNames(
      type,
      leaves.filter(isGroup).map(({ text }) => text),
      place,
    );
  }
  const prefixes = ec2Prefixes.get(type.type.name);
  if (prefixes === undefined) return undefined;
  const ids = leaves.filter((leaf) => prefixes.some((prefix) => isEc2Id(leaf, prefix))).map(({ text }) => text);
  return withNames(type, ids, place);
}

function isEc2Id({ key, text }: Leaf, prefix: string): boolean {
  if (!text.startsWith(`${prefix}-`)) return false;
  return (key.endsWith("id") ? /^[0-9a-z]{8,17}$/ : /^[0-9a-f]{8,17}$/).test(text.slice(prefix.length + 1));
}

/** By resource type. Source: EC2 User Guide, "Resource IDs", and API Reference. */
const ec2Prefixes: ReadonlyMap<string, readonly string[]> = new Map(
  `capacity-reservation cr|carrier-gateway cagw|client-vpn-endpoint cvpn-endpoint|customer-gateway cgw|dedicated-host h
   dhcp-options dopt|egress-only-internet-gateway eigw|elastic-ip eipalloc|fleet fleet|image ami aki ari|instance i
   instance-connect-endpoint eice|internet-gateway igw|ipam ipam|ipam-pool ipam-pool|ipam-scope ipam-scope|launch-template lt
   local-gateway lgw|natgateway nat|network-acl acl|network-interface eni|prefix-list pl|route-table rtb|security-group sg
   security-group-rule sgr|snapshot snap|spot-fleet-request sfr|spot-instances-request sir|subnet subnet
   traffic-mirror-filter tmf|traffic-mirror-session tms|traffic-mirror-target tmt|transit-gateway tgw
   transit-gateway-attachment tgw-attach|transit-gateway-multicast-domain tgw-mcast-domain|transit-gateway-route-table tgw-rtb
   volume vol|vpc vpc|vpc-endpoint vpce|vpc-endpoint-service vpce-svc|vpc-flow-log fl|vpc-peering-connection pcx
   vpn-connection vpn|vpn-gateway vgw`
    .split(/[|\n]/)
    .map((line) => {
      const [type = "", ...prefixes] = line.trim().split(" ");
      return [type, prefixes];
    }),
);

/** `alias/aws/ssm` is no key: which one it stands for only `resources` says. */
function kmsArns({ leaves, place }: ArnSearch, type: TypeFormats): readonly string[] | undefined {
  const values = texts(leaves, type.type.name === "alias" ? ["aliasname", "keyid"] : ["keyid", "targetkeyid"]);
  const isAlias = (text: string): boolean => text.startsWith("alias/");
  if (type.type.name === "alias")
    return withNames(
      type,
      values.filter(isAlias).map((text) => text.slice(6)),
      place,
    );
  return withNames(
    type,
    values.filter((text) => /^(mrk-)?[0-9a-f-]{32,36}$/.test(text)),
    place,
  );
}

/** Calls about a log group are authorised for the group with an empty log stream, as their refusals show. */
function logsArns(search: ArnSearch, type: TypeFormats): readonly string[] | undefined {
  if (type.type.name !== "log-group" || search.callName.includes("tag")) return undefined;
  return namedArns(search, type).map((arn) => `${arn}:log-stream:`);
}

function ssmArns(search: ArnSearch, type: TypeFormats): readonly string[] | undefined {
  const { leaves, place } = search;
  const about = texts(leaves, ["resourcetype"])[0];
  if (about !== undefined && leaves.some(({ key }) => key === "resourceid")) {
    return ssmTypes.get(about) === type.type.name ? withNames(type, texts(leaves, ["resourceid"]), place) : [];
  }
  if (type.type.name !== "document") return undefined;
  // Documents of AWS belong to no account.
  const names = texts(leaves, search.callName.includes("document") ? ["name", "documentname"] : ["documentname"]);
  return names
    .filter((name) => !name.startsWith("arn:"))
    .flatMap((name) => withNames(type, [name], /^(AWS|Amazon)/.test(name) ? { ...place, account: "" } : place));
}

/** Values of `ResourceType`. Source: Systems Manager API Reference, AddTagsToResource. */
const ssmTypes: ReadonlyMap<string, string> = new Map([
  ["Parameter", "parameter"],
  ["Document", "document"],
  ["MaintenanceWindow", "maintenancewindow"],
  ["ManagedInstance", "managed-instance"],
  ["PatchBaseline", "patchbaseline"],
  ["OpsItem", "opsitem"],
  ["OpsMetadata", "opsmetadata"],
  ["Automation", "automation-execution"],
  ["Association", "association"],
]);

function sqsArns({ leaves, place }: ArnSearch, type: TypeFormats): readonly string[] | undefined {
  const urls = texts(leaves, ["queueurl"]).flatMap((url) => {
    const match = /^https?:\/\/[^/]+\/(\d{12})\/([\w.-]{1,80})$/.exec(url);
    return match === null ? [] : withNames(type, [match[2] ?? ""], { ...place, account: match[1] ?? "" });
  });
  return urls.length > 0 ? urls : undefined;
}

/** What is made has its path as a parameter. Of what is there already the event says no path. */
function iamArns(search: ArnSearch, type: TypeFormats): readonly string[] | undefined {
  const path = search.leaves.find(({ key, parent }) => key === "path" && parent === "")?.text;
  if (path === undefined || !/^\/(.+\/)?$/.test(path) || !search.callName.startsWith("create")) return undefined;
  return namedArns({ ...search, leaves: search.leaves.filter(({ key }) => key !== "path") }, type).map((arn) => {
    const at = arn.lastIndexOf("/") + 1;
    return `${arn.slice(0, at)}${path.slice(1)}${arn.slice(at)}`;
  });
}

/** A function may be named `NAME`, `NAME:QUALIFIER` or `ACCOUNT:function:NAME`. */
function lambdaArns(search: ArnSearch, type: TypeFormats): readonly string[] | undefined {
  if (type.type.name !== "function") return undefined;
  return texts(search.leaves, ["functionname"]).flatMap((text) => {
    const match = /^(?:(\d{12}):function:)?([\w-]{1,140})(?::[\w$-]+)?$/.exec(text);
    const account = match?.[1] ?? search.place.account;
    return match === null ? [] : withNames(type, [match[2] ?? ""], { ...search.place, account });
  });
}

/** AssumeRoot names the account whose root user it means. */
function stsArns({ leaves, place }: ArnSearch, { type }: TypeFormats): readonly string[] | undefined {
  if (type.name !== "root-user") return undefined;
  const account = texts(leaves, ["targetprincipal"]).find((text) => /^\d{12}$/.test(text));
  return account === undefined ? undefined : [rootArn(account, place.partition)];
}

function texts(leaves: readonly Leaf[], keys: readonly string[]): readonly string[] {
  return leaves.filter(({ key }) => keys.includes(key)).map(({ text }) => text);
}

/** ARNs of a type whose format has one variable. */
function withNames({ formats }: TypeFormats, names: readonly string[], place: ArnSearch["place"]): readonly string[] {
  const [format] = formats;
  const variable = format?.variables[0];
  if (format === undefined || variable === undefined || format.variables.length !== 1) return [];
  const open = withPlace(format.text, place);
  const isPath = variable.name.endsWith("WithoutLeadingSlash");
  return names.map((name) => open.replace(`\${${variable.name}}`, () => (isPath ? name.replace(/^\//, "") : name)));
}

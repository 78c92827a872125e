import { type FakeAccount, type FakeHolder, type FakePolicy, holderKey } from "./account.ts";
import { IamError } from "./faults.ts";
import { escaped, list, truncated, type Xml } from "./xml.ts";

export type Parameters = ReadonlyMap<string, string>;

/** Carries out one action of IAM. Answers what stands in its result; throws an {@link IamError}. */
export function act(account: FakeAccount, action: string, given: Parameters): Xml {
  const typed = /^(Put|Get|Delete|Attach|Detach|ListAttached|List|Create)(User|Role|Group)(Policy|Policies|)$/.exec(
    action,
  );
  if (typed !== null) {
    const [, verb = "", type = "", noun = ""] = typed;
    return actOnHolder(account, `${verb}${noun}`, type as FakeHolder["type"], given);
  }
  const handler = managed.get(action);
  if (handler === undefined) throw new IamError("InvalidAction", `Could not find operation ${action}`);
  return handler(account, given);
}

function actOnHolder(account: FakeAccount, verb: string, type: FakeHolder["type"], given: Parameters): Xml {
  const name = need(given, `${type}Name`);
  if (verb === "Create") return { [type]: describe(createHolder(account, type, name, given.get("Path") ?? "/")) };
  const holder = account.holders.get(holderKey(type, name));
  if (holder === undefined)
    throw new IamError("NoSuchEntity", `The ${type.toLowerCase()} with name ${name} cannot be found.`);
  switch (verb) {
    case "Get":
      return { [type]: describe(holder), ...(type === "Group" && { Users: "", ...truncated }) };
    case "PutPolicy":
      return putInline(holder, need(given, "PolicyName"), need(given, "PolicyDocument"));
    case "GetPolicy": {
      const document = inlineOf(holder, need(given, "PolicyName"));
      return { [`${type}Name`]: holder.name, PolicyName: need(given, "PolicyName"), PolicyDocument: escaped(document) };
    }
    case "DeletePolicy":
      inlineOf(holder, need(given, "PolicyName"));
      holder.inline.delete(need(given, "PolicyName"));
      return {};
    case "ListPolicies":
      return list("PolicyNames", [...holder.inline.keys()], given);
    case "ListAttachedPolicies":
      return list(
        "AttachedPolicies",
        [...holder.attached].map((arn) => ({ PolicyName: arn.split("/").at(-1) ?? "", PolicyArn: arn })),
        given,
      );
    case "AttachPolicy":
      return attach(account, holder, need(given, "PolicyArn"));
    case "DetachPolicy":
      if (!holder.attached.delete(need(given, "PolicyArn"))) {
        throw new IamError("NoSuchEntity", `Policy ${need(given, "PolicyArn")} was not found.`);
      }
      return {};
    default:
      throw new IamError("InvalidAction", `Could not find operation ${verb}`);
  }
}

function createHolder(account: FakeAccount, type: FakeHolder["type"], name: string, path: string): FakeHolder {
  const key = holderKey(type, name);
  if (account.holders.has(key)) throw new IamError("EntityAlreadyExists", `${type} with name ${name} already exists.`);
  account.made += 1;
  const prefix = { User: "AIDA", Role: "AROA", Group: "AGPA" }[type];
  const holder: FakeHolder = {
    type,
    name,
    arn: `arn:aws:iam::${account.id}:${type.toLowerCase()}${path}${name}`,
    id: `${prefix}EXAMPLE${String(account.made).padStart(9, "0")}`,
    inline: new Map(),
    attached: new Set(),
  };
  account.holders.set(key, holder);
  return holder;
}

function describe({ type, name, arn, id }: FakeHolder): Xml {
  const path = arn.slice(arn.indexOf("/"), arn.lastIndexOf("/") + 1);
  return { Path: path, [`${type}Name`]: name, [`${type}Id`]: id, Arn: arn, CreateDate: "2026-01-02T03:04:05Z" };
}

function putInline(holder: FakeHolder, name: string, document: string): Xml {
  refuseMalformed(document);
  const others = [...holder.inline].filter(([other]) => other !== name).map(([, text]) => text);
  const limit = { User: 2048, Role: 10_240, Group: 5120 }[holder.type];
  if ([...others, document].reduce((sum, text) => sum + text.replace(/\s/g, "").length, 0) > limit) {
    const what = `${holder.type.toLowerCase()} ${holder.name}`;
    throw new IamError("LimitExceeded", `Maximum policy size of ${limit} bytes exceeded for ${what}`);
  }
  holder.inline.set(name, document);
  return {};
}

function inlineOf(holder: FakeHolder, name: string): string {
  const document = holder.inline.get(name);
  if (document !== undefined) return document;
  throw new IamError("NoSuchEntity", `The ${holder.type.toLowerCase()} policy with name ${name} cannot be found.`);
}

function attach(account: FakeAccount, holder: FakeHolder, arn: string): Xml {
  policyOf(account, arn);
  if (!holder.attached.has(arn) && holder.attached.size >= 10) {
    throw new IamError("LimitExceeded", `Cannot exceed quota for PoliciesPer${holder.type}: 10`);
  }
  holder.attached.add(arn);
  return {};
}

const managed: ReadonlyMap<string, (account: FakeAccount, given: Parameters) => Xml> = new Map([
  ["CreatePolicy", createPolicy],
  ["GetPolicy", (account, given) => ({ Policy: summary(account, policyOf(account, need(given, "PolicyArn"))) })],
  ["DeletePolicy", deletePolicy],
  ["ListPolicyVersions", listVersions],
  [
    "GetPolicyVersion",
    (account, given) => {
      const policy = policyOf(account, need(given, "PolicyArn"));
      const id = need(given, "VersionId");
      return { PolicyVersion: { Document: escaped(versionOf(policy, id)), ...versionSummary(policy, id) } };
    },
  ],
  ["CreatePolicyVersion", createVersion],
  [
    "SetDefaultPolicyVersion",
    (account, given) => {
      const policy = ownPolicyOf(account, given);
      versionOf(policy, need(given, "VersionId"));
      policy.defaultVersion = need(given, "VersionId");
      return {};
    },
  ],
  [
    "DeletePolicyVersion",
    (account, given) => {
      const policy = ownPolicyOf(account, given);
      const id = need(given, "VersionId");
      versionOf(policy, id);
      if (id === policy.defaultVersion) {
        throw new IamError("DeleteConflict", "Cannot delete the default version of a policy.");
      }
      policy.versions.delete(id);
      return {};
    },
  ],
  [
    "ListEntitiesForPolicy",
    (account, given) => {
      const policy = policyOf(account, need(given, "PolicyArn"));
      const of = (type: FakeHolder["type"]) =>
        [...account.holders.values()]
          .filter((holder) => holder.type === type && holder.attached.has(policy.arn))
          .map(({ name, id }) => ({ [`${type}Name`]: name, [`${type}Id`]: id }));
      return { PolicyUsers: of("User"), PolicyRoles: of("Role"), PolicyGroups: of("Group"), ...truncated };
    },
  ],
]);

function createPolicy(account: FakeAccount, given: Parameters): Xml {
  const name = need(given, "PolicyName");
  const arn = `arn:aws:iam::${account.id}:policy${given.get("Path") ?? "/"}${name}`;
  refuseMalformed(need(given, "PolicyDocument"));
  if ([...account.policies.keys()].some((other) => other.toLowerCase() === arn.toLowerCase())) {
    throw new IamError(
      "EntityAlreadyExists",
      `A policy called ${name} already exists. Duplicate names are not allowed.`,
    );
  }
  const policy: FakePolicy = {
    name,
    arn,
    description: given.get("Description") ?? "",
    versions: new Map([["v1", need(given, "PolicyDocument")]]),
    defaultVersion: "v1",
    lastVersion: 1,
  };
  account.policies.set(arn, policy);
  const { Description: _description, ...answered } = summary(account, policy);
  return { Policy: answered };
}

function deletePolicy(account: FakeAccount, given: Parameters): Xml {
  const policy = ownPolicyOf(account, given);
  if ([...account.holders.values()].some(({ attached }) => attached.has(policy.arn))) {
    throw new IamError("DeleteConflict", "Cannot delete a policy attached to entities.");
  }
  if (policy.versions.size > 1) {
    throw new IamError(
      "DeleteConflict",
      "This policy has more than one version. Before you delete a policy, you must delete the policy's versions.",
    );
  }
  account.policies.delete(policy.arn);
  return {};
}

function createVersion(account: FakeAccount, given: Parameters): Xml {
  const policy = ownPolicyOf(account, given);
  refuseMalformed(need(given, "PolicyDocument"));
  if (policy.versions.size >= 5) {
    throw new IamError(
      "LimitExceeded",
      "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.",
    );
  }
  policy.lastVersion += 1;
  const id = `v${policy.lastVersion}`;
  policy.versions.set(id, need(given, "PolicyDocument"));
  if (given.get("SetAsDefault") === "true") policy.defaultVersion = id;
  return { PolicyVersion: versionSummary(policy, id) };
}

/** Newest first, as IAM does. */
function listVersions(account: FakeAccount, given: Parameters): Xml {
  const policy = policyOf(account, need(given, "PolicyArn"));
  return list(
    "Versions",
    [...policy.versions.keys()].toReversed().map((id) => versionSummary(policy, id)),
    given,
  );
}

function policyOf(account: FakeAccount, arn: string): FakePolicy {
  const policy = account.policies.get(arn);
  if (policy === undefined) throw new IamError("NoSuchEntity", `Policy ${arn} was not found.`);
  return policy;
}

function ownPolicyOf(account: FakeAccount, given: Parameters): FakePolicy {
  const policy = policyOf(account, need(given, "PolicyArn"));
  if (policy.arn.includes(":aws:policy/")) throw new IamError("AccessDenied", "Policy is AWS managed.");
  return policy;
}

function versionOf(policy: FakePolicy, id: string): string {
  const document = policy.versions.get(id);
  if (document === undefined) throw new IamError("NoSuchEntity", `Policy ${policy.arn} version ${id} does not exist.`);
  return document;
}

function summary(account: FakeAccount, policy: FakePolicy): { readonly [key: string]: string } {
  const attachments = [...account.holders.values()].filter(({ attached }) => attached.has(policy.arn)).length;
  return {
    PolicyName: policy.name,
    PolicyId: `ANPAEXAMPLE${policy.name.length}`,
    Arn: policy.arn,
    Path: "/",
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: String(attachments),
    Description: policy.description,
    CreateDate: "2026-01-02T03:04:05Z",
  };
}

function versionSummary(policy: FakePolicy, id: string): { readonly [key: string]: string } {
  const isDefault = String(id === policy.defaultVersion);
  return { VersionId: id, IsDefaultVersion: isDefault, CreateDate: "2026-01-02T03:04:05Z" };
}

function refuseMalformed(document: string): void {
  try {
    const parsed = JSON.parse(document) as { Statement?: unknown };
    const isLatin = /^[\t\n\r\x20-\xff]+$/.test(document);
    if (isLatin && typeof parsed.Statement === "object" && parsed.Statement !== null) return;
  } catch {
    // Said below.
  }
  throw new IamError("MalformedPolicyDocument", "Syntax errors in policy.");
}

function need(given: Parameters, name: string): string {
  const value = given.get(name);
  if (value === undefined) throw new IamError("ValidationError", `Missing parameter ${name}`);
  return value;
}

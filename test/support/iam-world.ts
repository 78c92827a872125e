import * as sdk from "@aws-sdk/client-iam";
import { IAMClient, type IAMClientConfig } from "@aws-sdk/client-iam";
import { awsManagedArn, fakeAccountId } from "./fake-iam/account.ts";
import { type FakeIam, startFakeIam } from "./fake-iam/server.ts";
import { startMoto } from "./moto.ts";

/** Something that answers as IAM does, to be filled and looked at from outside of what is tested. */
export interface IamWorld {
  readonly endpoint: string;
  /** Where the fake one is, its faults can be set. */
  readonly fake?: FakeIam;
  /** Fills it. Names must not have been used before. */
  fill(content: WorldContent): Promise<void>;
  /** All that is in it of the given content, and all policies whose names hold `tag`. */
  see(content: WorldContent, tag: string): Promise<WorldState>;
  close(): Promise<void>;
}

export interface WorldContent {
  readonly holders: readonly WorldHolder[];
  readonly policies: readonly WorldPolicy[];
}

export interface WorldHolder {
  readonly type: "user" | "role" | "group";
  readonly name: string;
  /** Documents by names. */
  readonly inline: { readonly [name: string]: string };
  /** ARNs. */
  readonly attached: readonly string[];
}

export interface WorldPolicy {
  readonly name: string;
  /** Documents, oldest version first. */
  readonly versions: readonly string[];
  /** From 1. */
  readonly defaultVersion: number;
}

/** What must be equal after a rollback: bytes of documents, attachments, the default version. */
export interface WorldState {
  readonly holders: { readonly [holder: string]: { readonly inline: object; readonly attached: readonly string[] } };
  readonly policies: {
    readonly [name: string]: {
      readonly defaultVersion: string;
      readonly document: string;
      readonly versions: readonly string[];
    };
  };
}

export function arnOf(what: "user" | "role" | "group" | "policy", name: string): string {
  return `arn:aws:iam::${fakeAccountId}:${what}/${name}`;
}

export { awsManagedArn };

export async function fakeWorld(): Promise<IamWorld & { readonly fake: FakeIam }> {
  const fake = await startFakeIam();
  const world = worldAt(fake.endpoint, async (tag) =>
    [...fake.account.policies.values()].flatMap(({ name, arn }) =>
      arn !== awsManagedArn && name.includes(tag) ? name : [],
    ),
  );
  return { ...world, fake, close: () => fake.close() };
}

export async function motoWorld(): Promise<IamWorld> {
  const moto = await startMoto(fakeAccountId);
  const client = new IAMClient(configOf(moto.endpoint));
  const world = worldAt(moto.endpoint, async (tag) => {
    const { Policies = [] } = await client.send(new sdk.ListPoliciesCommand({ Scope: "Local", MaxItems: 1000 }));
    return Policies.flatMap(({ PolicyName }) => PolicyName ?? []).filter((name) => name.includes(tag));
  });
  return { ...world, close: moto.close };
}

function configOf(endpoint: string): IAMClientConfig {
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
  return {
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "example" },
  };
}

function worldAt(
  endpoint: string,
  policyNames: (tag: string) => Promise<readonly string[]>,
): Omit<IamWorld, "close" | "fake"> {
  const iam = new IAMClient(configOf(endpoint));
  return {
    endpoint,
    async fill({ holders, policies }) {
      for (const policy of policies) await fillPolicy(iam, policy);
      for (const holder of holders) await fillHolder(iam, holder);
    },
    async see({ holders }, tag) {
      const seen = await Promise.all(
        holders.map(async (holder) => [`${holder.type} ${holder.name}`, await seeHolder(iam, holder)] as const),
      );
      const names = (await policyNames(tag)).toSorted();
      const policies = await Promise.all(
        names.map(async (name) => [name, await seePolicy(iam, arnOf("policy", name))] as const),
      );
      return { holders: Object.fromEntries(seen), policies: Object.fromEntries(policies) };
    },
  };
}

async function fillPolicy(iam: IAMClient, { name, versions, defaultVersion }: WorldPolicy): Promise<void> {
  const [first = "", ...others] = versions;
  const PolicyArn = arnOf("policy", name);
  await iam.send(new sdk.CreatePolicyCommand({ PolicyName: name, PolicyDocument: first }));
  for (const PolicyDocument of others)
    await iam.send(new sdk.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: false }));
  if (defaultVersion > 1) {
    await iam.send(new sdk.SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: `v${defaultVersion}` }));
  }
}

async function fillHolder(iam: IAMClient, { type, name, inline, attached }: WorldHolder): Promise<void> {
  const trust =
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}';
  if (type === "user") await iam.send(new sdk.CreateUserCommand({ UserName: name }));
  else if (type === "group") await iam.send(new sdk.CreateGroupCommand({ GroupName: name }));
  else await iam.send(new sdk.CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
  for (const [PolicyName, PolicyDocument] of Object.entries(inline)) {
    const input = { PolicyName, PolicyDocument };
    if (type === "user") await iam.send(new sdk.PutUserPolicyCommand({ ...input, UserName: name }));
    else if (type === "group") await iam.send(new sdk.PutGroupPolicyCommand({ ...input, GroupName: name }));
    else await iam.send(new sdk.PutRolePolicyCommand({ ...input, RoleName: name }));
  }
  for (const PolicyArn of attached) {
    if (type === "user") await iam.send(new sdk.AttachUserPolicyCommand({ PolicyArn, UserName: name }));
    else if (type === "group") await iam.send(new sdk.AttachGroupPolicyCommand({ PolicyArn, GroupName: name }));
    else await iam.send(new sdk.AttachRolePolicyCommand({ PolicyArn, RoleName: name }));
  }
}

async function seeHolder(iam: IAMClient, { type, name }: WorldHolder): Promise<WorldState["holders"][string]> {
  const inline: [string, string][] = [];
  for (const PolicyName of (await inlineNames(iam, type, name)).toSorted()) {
    inline.push([PolicyName, unescaped(await inlineDocument(iam, type, name, PolicyName))]);
  }
  return { inline: Object.fromEntries(inline), attached: (await attachedArns(iam, type, name)).toSorted() };
}

async function inlineNames(iam: IAMClient, type: WorldHolder["type"], name: string): Promise<readonly string[]> {
  return all(async (Marker) => {
    const page =
      type === "user"
        ? await iam.send(new sdk.ListUserPoliciesCommand({ UserName: name, Marker }))
        : type === "group"
          ? await iam.send(new sdk.ListGroupPoliciesCommand({ GroupName: name, Marker }))
          : await iam.send(new sdk.ListRolePoliciesCommand({ RoleName: name, Marker }));
    return { items: page.PolicyNames ?? [], marker: page.Marker };
  });
}

async function inlineDocument(
  iam: IAMClient,
  type: WorldHolder["type"],
  name: string,
  PolicyName: string,
): Promise<string> {
  const answer =
    type === "user"
      ? await iam.send(new sdk.GetUserPolicyCommand({ UserName: name, PolicyName }))
      : type === "group"
        ? await iam.send(new sdk.GetGroupPolicyCommand({ GroupName: name, PolicyName }))
        : await iam.send(new sdk.GetRolePolicyCommand({ RoleName: name, PolicyName }));
  return answer.PolicyDocument ?? "";
}

async function attachedArns(iam: IAMClient, type: WorldHolder["type"], name: string): Promise<readonly string[]> {
  return all(async (Marker) => {
    const page =
      type === "user"
        ? await iam.send(new sdk.ListAttachedUserPoliciesCommand({ UserName: name, Marker }))
        : type === "group"
          ? await iam.send(new sdk.ListAttachedGroupPoliciesCommand({ GroupName: name, Marker }))
          : await iam.send(new sdk.ListAttachedRolePoliciesCommand({ RoleName: name, Marker }));
    return { items: (page.AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []), marker: page.Marker };
  });
}

async function seePolicy(iam: IAMClient, PolicyArn: string): Promise<WorldState["policies"][string]> {
  const versions = await all(async (Marker) => {
    const page = await iam.send(new sdk.ListPolicyVersionsCommand({ PolicyArn, Marker }));
    return { items: page.Versions ?? [], marker: page.Marker };
  });
  const documents: string[] = [];
  let found = { defaultVersion: "", document: "" };
  for (const { VersionId, IsDefaultVersion } of versions) {
    const { PolicyVersion } = await iam.send(new sdk.GetPolicyVersionCommand({ PolicyArn, VersionId }));
    const document = unescaped(PolicyVersion?.Document ?? "");
    documents.push(document);
    if (IsDefaultVersion === true) found = { defaultVersion: VersionId ?? "", document };
  }
  return { ...found, versions: documents.toSorted() };
}

async function all<T>(
  get: (marker: string | undefined) => Promise<{ items: readonly T[]; marker: string | undefined }>,
): Promise<readonly T[]> {
  const items: T[] = [];
  let marker: string | undefined;
  do {
    const page = await get(marker);
    items.push(...page.items);
    marker = page.marker;
  } while (marker !== undefined);
  return items;
}

function unescaped(document: string): string {
  return document.startsWith("%") ? decodeURIComponent(document) : document;
}

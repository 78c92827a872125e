import type { IAMClient } from "@aws-sdk/client-iam";
import type { Holder } from "../holder.ts";
import type { HolderIdentity, IamReads } from "../iam.ts";
import { typeWord } from "../steps/describe-step.ts";
import { iamCode } from "./problems.ts";
import type { Sdk } from "./sdk.ts";
import type { Send } from "./send.ts";

export function readsOf(send: Send, sdk: Sdk): IamReads {
  return {
    holder: ({ type, name }) => {
      switch (type) {
        case "user":
          return ask("GetUser", async (iam) => {
            return identity((await iam.send(new sdk.GetUserCommand({ UserName: name }))).User, "UserId");
          });
        case "role":
          return ask("GetRole", async (iam) => {
            return identity((await iam.send(new sdk.GetRoleCommand({ RoleName: name }))).Role, "RoleId");
          });
        case "group":
          return ask("GetGroup", async (iam) => {
            return identity(
              (await iam.send(new sdk.GetGroupCommand({ GroupName: name, MaxItems: 1 }))).Group,
              "GroupId",
            );
          });
      }
    },

    inlineNames: (holder) =>
      pages(`List${typeWord(holder)}Policies`, async (iam, Marker) => {
        const answer = await listInline(iam, holder, Marker);
        return { items: answer.PolicyNames ?? [], answer };
      }),

    inlinePolicy: (holder, name) =>
      ask(`Get${typeWord(holder)}Policy`, async (iam) =>
        documentOf((await getInline(iam, holder, name)).PolicyDocument),
      ),

    attachedPolicies: (holder) =>
      pages(`ListAttached${typeWord(holder)}Policies`, async (iam, Marker) => {
        const answer = await listAttached(iam, holder, Marker);
        return { items: (answer.AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []), answer };
      }),

    policy: (arn) =>
      ask("GetPolicy", async (iam) => {
        const { Policy } = await iam.send(new sdk.GetPolicyCommand({ PolicyArn: arn }));
        if (Policy === undefined) return undefined;
        return { arn, description: Policy.Description ?? "", defaultVersion: Policy.DefaultVersionId ?? "" };
      }),

    versions: (arn) =>
      pages("ListPolicyVersions", async (iam, Marker) => {
        const answer = await iam.send(new sdk.ListPolicyVersionsCommand({ PolicyArn: arn, Marker }));
        return { items: (answer.Versions ?? []).flatMap(({ VersionId }) => VersionId ?? []), answer };
      }),

    version: (arn, id) =>
      ask("GetPolicyVersion", async (iam) => {
        const answer = await iam.send(new sdk.GetPolicyVersionCommand({ PolicyArn: arn, VersionId: id }));
        return documentOf(answer.PolicyVersion?.Document);
      }),

    attachedTo: (arn) =>
      pages("ListEntitiesForPolicy", async (iam, Marker) => {
        const answer = await iam.send(new sdk.ListEntitiesForPolicyCommand({ PolicyArn: arn, Marker }));
        const users = (answer.PolicyUsers ?? []).map(({ UserName }) => `user ${UserName}`);
        const roles = (answer.PolicyRoles ?? []).map(({ RoleName }) => `role ${RoleName}`);
        const groups = (answer.PolicyGroups ?? []).map(({ GroupName }) => `group ${GroupName}`);
        return { items: [...users, ...roles, ...groups], answer };
      }),
  };

  /** Undefined for what does not exist. */
  async function ask<T>(call: string, get: (iam: IAMClient) => Promise<T>): Promise<T | undefined> {
    return send(call, async (iam) => {
      try {
        return await get(iam);
      } catch (error) {
        if (iamCode(error) === "NoSuchEntity") return undefined;
        throw error;
      }
    });
  }

  async function pages<T>(call: string, get: GetPage<T>): Promise<readonly T[] | undefined> {
    return ask(call, async (iam) => {
      const all: T[] = [];
      let marker: string | undefined;
      do {
        const { items, answer } = await get(iam, marker);
        all.push(...items);
        marker = answer.IsTruncated === true ? answer.Marker : undefined;
      } while (marker !== undefined);
      return all;
    });
  }

  function listInline(iam: IAMClient, { type, name }: Holder, Marker: string | undefined): Promise<NamesPage> {
    if (type === "user") return iam.send(new sdk.ListUserPoliciesCommand({ UserName: name, Marker }));
    if (type === "role") return iam.send(new sdk.ListRolePoliciesCommand({ RoleName: name, Marker }));
    return iam.send(new sdk.ListGroupPoliciesCommand({ GroupName: name, Marker }));
  }

  function getInline(iam: IAMClient, { type, name }: Holder, PolicyName: string): Promise<DocumentAnswer> {
    if (type === "user") return iam.send(new sdk.GetUserPolicyCommand({ UserName: name, PolicyName }));
    if (type === "role") return iam.send(new sdk.GetRolePolicyCommand({ RoleName: name, PolicyName }));
    return iam.send(new sdk.GetGroupPolicyCommand({ GroupName: name, PolicyName }));
  }

  function listAttached(iam: IAMClient, { type, name }: Holder, Marker: string | undefined): Promise<AttachedPage> {
    if (type === "user") return iam.send(new sdk.ListAttachedUserPoliciesCommand({ UserName: name, Marker }));
    if (type === "role") return iam.send(new sdk.ListAttachedRolePoliciesCommand({ RoleName: name, Marker }));
    return iam.send(new sdk.ListAttachedGroupPoliciesCommand({ GroupName: name, Marker }));
  }
}

/** IAM escapes documents by RFC 3986, so that they begin with `%7B`; some stand-ins of IAM do not. */
export function documentOf(answered: string | undefined): string | undefined {
  if (answered === undefined || answered.trimStart().startsWith("{")) return answered;
  return decodeURIComponent(answered);
}

interface Page {
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

interface NamesPage extends Page {
  readonly PolicyNames?: readonly string[] | undefined;
}

interface AttachedPage extends Page {
  readonly AttachedPolicies?: readonly { readonly PolicyArn?: string | undefined }[] | undefined;
}

interface DocumentAnswer {
  readonly PolicyDocument?: string | undefined;
}

type GetPage<T> = (iam: IAMClient, marker: string | undefined) => Promise<{ items: readonly T[]; answer: Page }>;

function identity<Key extends string>(
  found: ({ readonly Arn?: string | undefined } & { readonly [key in Key]?: string | undefined }) | undefined,
  key: Key,
): HolderIdentity | undefined {
  return found === undefined ? undefined : { arn: found.Arn ?? "", id: found[key] ?? "" };
}

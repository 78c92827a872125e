import { Problem } from "../../src/model/index.ts";
import type { Holder, Iam } from "../../src/provision/index.ts";
import { type FakeAccount, type FakeHolder, holderKey } from "./fake-iam/account.ts";
import { act } from "./fake-iam/actions.ts";
import { IamError } from "./fake-iam/faults.ts";

/** The made-up account without HTTP and SDK between: for many runs. */
export function memoryIam(account: FakeAccount): Iam {
  return {
    holder: async (holder) => found(holder) && { arn: found(holder)?.arn ?? "", id: found(holder)?.id ?? "" },
    inlineNames: async (holder) => found(holder) && [...(found(holder)?.inline.keys() ?? [])],
    inlinePolicy: async (holder, name) => found(holder)?.inline.get(name),
    attachedPolicies: async (holder) => found(holder) && [...(found(holder)?.attached ?? [])],
    policy: async (arn) => account.policies.get(arn),
    versions: async (arn) => account.policies.get(arn) && [...(account.policies.get(arn)?.versions.keys() ?? [])],
    version: async (arn, id) => account.policies.get(arn)?.versions.get(id),
    attachedTo: async (arn) =>
      [...account.holders.values()]
        .filter(({ attached }) => attached.has(arn))
        .map(({ type, name }) => `${type.toLowerCase()} ${name}`),

    putInlinePolicy: (holder, name, document) =>
      write("Put#Policy", { PolicyName: name, PolicyDocument: document }, holder),
    deleteInlinePolicy: (holder, name) => write("Delete#Policy", { PolicyName: name }, holder),
    createPolicy: (name, description, document) =>
      write("CreatePolicy", { PolicyName: name, Description: description, PolicyDocument: document }),
    deletePolicy: (arn) => write("DeletePolicy", { PolicyArn: arn }),
    async createVersion(arn, document, isDefault) {
      await write("CreatePolicyVersion", { PolicyArn: arn, PolicyDocument: document, SetAsDefault: String(isDefault) });
      return `v${account.policies.get(arn)?.lastVersion}`;
    },
    setDefaultVersion: (arn, id) => write("SetDefaultPolicyVersion", { PolicyArn: arn, VersionId: id }),
    deleteVersion: (arn, id) => write("DeletePolicyVersion", { PolicyArn: arn, VersionId: id }),
    attach: (holder, arn) => write("Attach#Policy", { PolicyArn: arn }, holder),
    detach: (holder, arn) => write("Detach#Policy", { PolicyArn: arn }, holder),
  };

  function found({ type, name }: Holder): FakeHolder | undefined {
    return account.holders.get(holderKey(typeOf(type), name));
  }

  async function write(action: string, given: { readonly [name: string]: string }, holder?: Holder): Promise<void> {
    const type = holder === undefined ? "" : typeOf(holder.type);
    const of = holder === undefined ? {} : { [`${type}Name`]: holder.name };
    try {
      act(account, action.replace("#", type), new Map(Object.entries({ ...given, ...of })));
    } catch (error) {
      if (!(error instanceof IamError)) throw error;
      throw new Problem("aws.refused", `${error.code}: ${error.message}`);
    }
  }
}

function typeOf(type: Holder["type"]): FakeHolder["type"] {
  return ({ user: "User", role: "Role", group: "Group" } as const)[type];
}

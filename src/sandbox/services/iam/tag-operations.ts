import type { Call, Operation, Operations } from "../../call.ts";
import type { IdentityProvider, MfaDevice, Tag } from "../../world/nouns.ts";
import { keyOf, policyAt, profileNamed, roleNamed, saveRole, saveUser, userNamed } from "./entities.ts";
import { type Field, needed } from "./fields.ts";
import { deviceNamed } from "./mfa-devices.ts";
import { nameMember } from "./name-member.ts";
import { arn, paging, profileName, roleName, serialNumber, tagKeys, tags, userName } from "./names.ts";
import { type Context, onArn, onProfile, onRole, onUser, requestTagKeys, requestTags } from "./needs.ts";
import { operation } from "./operation.ts";
import { pageOf } from "./paging.ts";
import { ownPolicyAt } from "./policies.ts";
import { providerAt } from "./provider-at.ts";
import { requireModifiable } from "./service-linked.ts";
import { type TagCase, withoutTags, withTags } from "./tags.ts";

/** A thing with tags. */
interface Taggable {
  /** `User`: of TagUser, UntagUser and ListUserTags. */
  readonly word: string;
  /** `UserName` */
  readonly member: string;
  readonly field: Field<string>;
  readonly tagCase: TagCase;
  readonly needs: (call: Call, id: string, context?: Context) => ReturnType<typeof onUser>;
  /** Throws NoSuchEntity. */
  readonly tagsOf: (call: Call, id: string) => readonly Tag[];
  readonly save: (call: Call, id: string, tags: readonly Tag[]) => void;
}

const taggables: readonly Taggable[] = [
  {
    word: "User",
    member: "UserName",
    field: userName,
    tagCase: "ignored",
    needs: onUser,
    tagsOf: (call, name) => userNamed(call, name).tags,
    save: (call, name, changed) => saveUser(call.account, { ...userNamed(call, name), tags: changed }),
  },
  {
    word: "Role",
    member: "RoleName",
    field: roleName,
    tagCase: "ignored",
    needs: onRole,
    tagsOf: (call, name) => roleNamed(call, name).tags,
    save: (call, name, changed) =>
      saveRole(call.account, { ...requireModifiable(roleNamed(call, name)), tags: changed }),
  },
  {
    word: "Policy",
    member: "PolicyArn",
    field: arn,
    tagCase: "kept",
    needs: onArn,
    tagsOf: (call, at) => policyAt(call, at).tags,
    save: (call, at, changed) => call.account.policies.put(at, { ...ownPolicyAt(call, at), tags: changed }),
  },
  {
    word: "InstanceProfile",
    member: "InstanceProfileName",
    field: profileName,
    tagCase: "kept",
    needs: onProfile,
    tagsOf: (call, name) => profileNamed(call, name).tags,
    save: (call, name, changed) =>
      call.account.instanceProfiles.put(keyOf(name), { ...profileNamed(call, name), tags: changed }),
  },
  {
    word: "MFADevice",
    member: "SerialNumber",
    field: serialNumber,
    tagCase: "kept",
    needs: onArn,
    tagsOf: (call, serial) => deviceNamed(call, serial).tags,
    save(call, serial, changed) {
      const device: MfaDevice = deviceNamed(call, serial);
      call.account.mfaDevices.put(serial, { ...device, tags: changed });
    },
  },
  provider("SAMLProvider", "saml"),
  provider("OpenIDConnectProvider", "oidc"),
];

function provider(word: string, kind: IdentityProvider["kind"]): Taggable {
  return {
    word,
    member: `${word}Arn`,
    field: arn,
    tagCase: "kept",
    needs: onArn,
    tagsOf: (call, at) => providerAt(call, kind, at).tags,
    save: (call, at, changed) => call.account.providers.put(at, { ...providerAt(call, kind, at), tags: changed }),
  };
}

/** TagUser, UntagUser, ListUserTags, and the same of all else that has tags. */
export const tagOperations: Operations = Object.fromEntries(
  taggables.flatMap((thing): readonly (readonly [string, Operation])[] => [
    [`Tag${thing.word}`, tagThing(thing)],
    [`Untag${thing.word}`, untagThing(thing)],
    [`List${thing.word}Tags`, listTags(thing)],
  ]),
);

function tagThing({ member, field, tagCase, needs, tagsOf, save }: Taggable): Operation {
  const thing = nameMember(member, field);
  return operation({
    members: { ...thing.members, Tags: needed(tags) },
    needs: (call, input) => needs(call, thing.of(input), requestTags(input.Tags)),
    run(call, input) {
      const id = thing.of(input);
      save(call, id, withTags(tagsOf(call, id), input.Tags, tagCase));
      return {};
    },
  });
}

function untagThing({ member, field, tagCase, needs, tagsOf, save }: Taggable): Operation {
  const thing = nameMember(member, field);
  return operation({
    members: { ...thing.members, TagKeys: needed(tagKeys) },
    needs: (call, input) => needs(call, thing.of(input), requestTagKeys(input.TagKeys)),
    run(call, input) {
      const id = thing.of(input);
      save(call, id, withoutTags(tagsOf(call, id), input.TagKeys, tagCase));
      return {};
    },
  });
}

function listTags({ member, field, needs, tagsOf }: Taggable): Operation {
  const thing = nameMember(member, field);
  return operation({
    members: { ...thing.members, ...paging },
    needs: (call, input) => needs(call, thing.of(input)),
    run(call, input) {
      const { items, ends } = pageOf(tagsOf(call, thing.of(input)), ({ Key }) => Key, input);
      return { Tags: items, ...ends };
    },
  });
}

import { sameText } from "../document.ts";
import type { Iam, IamReads } from "../iam.ts";
import type { Seen } from "./seen.ts";
import type { DeleteVersionStep, MadeVersion, NewVersionStep, RestoreVersionStep, SetDefaultStep } from "./step.ts";

export async function lookAtNewVersion(iam: IamReads, step: NewVersionStep): Promise<Seen> {
  const current = await defaultOf(iam, step.policy);
  if (current === undefined) return gone;
  if (current.id === step.before.id) return { at: "before" };
  if (isMade(current, { document: step.document, known: step.known })) return { at: "after", made: current.id };
  return otherDefault(current.id);
}

export async function performNewVersion(iam: Iam, { policy, document }: NewVersionStep): Promise<string> {
  return iam.createVersion(policy, document, true);
}

export async function lookAtDefault(iam: IamReads, { policy, from, to }: SetDefaultStep): Promise<Seen> {
  const current = await defaultOf(iam, policy);
  if (current === undefined) return gone;
  if (current.id === to.id) return { at: "after" };
  if (isMade(current, from)) return { at: "before" };
  // Where it had to be made anew it has another id.
  if (current.document === to.document && !from.known.includes(current.id)) return { at: "after" };
  return otherDefault(current.id);
}

export async function performDefault(iam: Iam, { policy, to }: SetDefaultStep): Promise<string | undefined> {
  const versions = (await iam.versions(policy)) ?? [];
  if (!versions.includes(to.id)) return iam.createVersion(policy, to.document, true);
  await iam.setDefaultVersion(policy, to.id);
  return undefined;
}

export async function lookAtDeletion(iam: IamReads, { policy, version }: DeleteVersionStep): Promise<Seen> {
  return { at: (await findMade(iam, policy, version)) === undefined ? "after" : "before" };
}

export async function performDeletion(iam: Iam, { policy, version }: DeleteVersionStep): Promise<undefined> {
  const id = await findMade(iam, policy, version);
  if (id !== undefined) await iam.deleteVersion(policy, id);
}

export async function lookAtRestored(iam: IamReads, { policy, version, known }: RestoreVersionStep): Promise<Seen> {
  const versions = await iam.versions(policy);
  if (versions === undefined) return gone;
  if (versions.includes(version.id)) return { at: "after" };
  const found = await findMade(iam, policy, { document: version.document, known });
  return found === undefined ? { at: "before" } : { at: "after", made: found };
}

export async function performRestored(iam: Iam, { policy, version }: RestoreVersionStep): Promise<string> {
  return iam.createVersion(policy, version.document, false);
}

/** The id of a version, if it is there. Without a known id it is one that is new and has the document. */
async function findMade(
  iam: IamReads,
  policy: string,
  { id, document, known }: MadeVersion,
): Promise<string | undefined> {
  const versions = (await iam.versions(policy)) ?? [];
  if (id !== undefined) return versions.find((version) => version === id);
  for (const version of versions.filter((candidate) => !known.includes(candidate))) {
    if ((await iam.version(policy, version)) === document) return version;
  }
  return undefined;
}

function isMade(current: { readonly id: string; readonly document: string }, made: MadeVersion): boolean {
  if (made.id !== undefined) return current.id === made.id;
  return !made.known.includes(current.id) && sameText(current.document, made.document);
}

async function defaultOf(iam: IamReads, policy: string): Promise<{ id: string; document: string } | undefined> {
  const id = (await iam.policy(policy))?.defaultVersion;
  if (id === undefined) return undefined;
  const document = await iam.version(policy, id);
  return document === undefined ? undefined : { id, document };
}

const gone: Seen = { at: "elsewhere", why: "the policy is gone", isGone: true };

function otherDefault(id: string): Seen {
  return { at: "elsewhere", why: `its default version is ${id} by now, and another document` };
}

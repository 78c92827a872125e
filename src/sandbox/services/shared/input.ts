import { AwsError } from "../../aws-error.ts";
import type { Call, Input } from "../../call.ts";
import type { Tag } from "../../world/nouns.ts";

/** A member that the model requires; empty where it is not there, as when a resource is only to be named. */
export function textOf(input: Input, member: string): string {
  return optionalText(input, member) ?? "";
}

export function optionalText(input: Input, member: string): string | undefined {
  const value = memberOf(input, member);
  return typeof value === "string" ? value : undefined;
}

export function optionalNumber(input: Input, member: string): number | undefined {
  const value = memberOf(input, member);
  return typeof value === "number" ? value : undefined;
}

function listOf(input: Input, member: string): readonly unknown[] {
  const value = memberOf(input, member);
  return Array.isArray(value) ? value : [];
}

export function textsOf(input: Input, member: string): readonly string[] {
  return listOf(input, member).filter((item) => typeof item === "string");
}

/** Structures of a list. */
export function structuresOf(input: Input, member: string): readonly Input[] {
  return listOf(input, member).filter(isStructure);
}

export function isStructure(value: unknown): value is Input {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Texts of a map. */
export function mapOf(input: Input, member: string): ReadonlyMap<string, string> {
  const value = memberOf(input, member);
  const entries = isStructure(value) ? Object.entries(value) : [];
  return new Map(entries.flatMap(([key, text]) => (typeof text === "string" ? [[key, text] as const] : [])));
}

/**
 * One page of a list; the token is the place of the next page. Throws `fault` for a token that none of these gave.
 * `most`: items on a page.
 */
export function pageOf<T>(
  items: readonly T[],
  { most, token }: { readonly most: number; readonly token: string | undefined },
  fault: () => AwsError,
): { readonly items: readonly T[]; readonly next?: string } {
  const start = token === undefined || token === "" ? 0 : placeOf(token, fault);
  const end = start + most;
  return {
    items: items.slice(start, end),
    ...(end < items.length && { next: Buffer.from(`at ${end}`).toString("base64") }),
  };
}

/** `1 validation error detected: Value 'x' at 'name' failed to satisfy constraint: ...`, as services write it. */
export function constraintText(member: string, value: string | number, constraint: string): string {
  const name = member.slice(0, 1).toLowerCase() + member.slice(1);
  const shown = String(value).slice(0, 200);
  return `1 validation error detected: Value '${shown}' at '${name}' failed to satisfy constraint: ${constraint}`;
}

/** A number that must be between two others. Throws `ValidationException`. */
export function limitOf(input: Input, member: string, byDefault: number, most: number): number {
  const value = optionalNumber(input, member) ?? byDefault;
  if (!Number.isInteger(value) || value < 1) {
    const constraint = "Member must have value greater than or equal to 1";
    throw new AwsError("ValidationException", constraintText(member, value, constraint));
  }
  if (value > most) {
    const constraint = `Member must have value less than or equal to ${most}`;
    throw new AwsError("ValidationException", constraintText(member, value, constraint));
  }
  return value;
}

/** Tags with others added; those of the same key are replaced. */
export function withTags(tags: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  return [...tags.filter(({ Key }) => !added.some((tag) => tag.Key === Key)), ...added];
}

/** Condition keys of the tags of a thing that is there. */
export function resourceTagKeys(tags: readonly Tag[]): { readonly [key: string]: readonly string[] } {
  return Object.fromEntries(tags.map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, [Value]]));
}

/** Condition keys of tags that a call gives. */
export function requestTagKeys(tags: readonly Tag[]): { readonly [key: string]: readonly string[] } {
  if (tags.length === 0) return {};
  return {
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, [Value]])),
    "aws:TagKeys": tags.map(({ Key }) => Key),
  };
}

/** `arn:aws:sns:us-east-1:111122223333:name`, of the caller's account and region. */
export function arnHere({ region, account }: Call, service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${account.id}:${resource}`;
}

function memberOf(input: Input, member: string): unknown {
  return Object.hasOwn(input, member) ? input[member] : undefined;
}

function placeOf(token: string, fault: () => AwsError): number {
  const [, place] = /^at (\d{1,9})$/.exec(Buffer.from(token, "base64").toString()) ?? [];
  if (place === undefined) throw fault();
  return Number(place);
}

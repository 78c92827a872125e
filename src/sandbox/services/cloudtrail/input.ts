import { AwsError } from "../../aws-error.ts";
import type { Input } from "../../call.ts";

/** Undefined: not given. An empty text is given: it takes a setting away. */
export function optionalText(input: Input, member: string): string | undefined {
  const value = memberOf(input, member);
  if (value !== undefined && typeof value !== "string") throw malformed(member);
  return value;
}

export function optionalFlag(input: Input, member: string): boolean | undefined {
  const value = memberOf(input, member);
  if (value !== undefined && typeof value !== "boolean") throw malformed(member);
  return value;
}

export function requiredText(input: Input, member: string): string {
  const value = optionalText(input, member);
  if (value === undefined) throw missing(member);
  return value;
}

/** Of structures; undefined: not given. */
export function optionalList(input: Input, member: string): readonly Input[] | undefined {
  const value = memberOf(input, member);
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every(isStructure)) throw malformed(member);
  return value;
}

export function optionalTexts(input: Input, member: string): readonly string[] | undefined {
  const value = memberOf(input, member);
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) throw malformed(member);
  return value;
}

export function optionalTime(input: Input, member: string): Date | undefined {
  const value = memberOf(input, member);
  if (value === undefined) return undefined;
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) throw malformed(member);
  return value;
}

export function missing(member: string): AwsError {
  const name = member.slice(0, 1).toLowerCase() + member.slice(1);
  const constraint = "failed to satisfy constraint: Member must not be null";
  return new AwsError("ValidationException", `1 validation error detected: Value null at '${name}' ${constraint}`);
}

function memberOf(input: Input, member: string): unknown {
  return Object.hasOwn(input, member) ? (input[member] ?? undefined) : undefined;
}

function malformed(member: string): AwsError {
  return new AwsError("SerializationException", `The value of ${member} has another type than it must have.`);
}

function isStructure(value: unknown): value is Input {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

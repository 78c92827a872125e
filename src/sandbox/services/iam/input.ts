import type { Input } from "../../call.ts";
import { validationError } from "./errors.ts";
import type { Field, NeededField } from "./fields.ts";

export type Members = { readonly [member: string]: Field<unknown> };

/** What an input holds after it was checked. */
export type Values<M extends Members> = {
  readonly [K in keyof M]: M[K] extends NeededField<infer T> ? T : M[K] extends Field<infer T> ? T | undefined : never;
};

/** What is wrong with an input. */
export interface Problems {
  /** `Value '...' at 'userName' failed to satisfy constraint: ...`; undefined is a value that is not told. */
  refuse(value: unknown, at: string, constraint: string): undefined;
  /** A sentence that stands alone. */
  say(sentence: string): void;
}

/** The members of an input; throws ValidationError in AWS's words, all that is wrong at once. */
export function readInput<M extends Members>(input: Input, members: M): Values<M> {
  const constraints: string[] = [];
  const sentences: string[] = [];
  const problems: Problems = {
    refuse(value, at, constraint) {
      const shown = value === undefined ? "" : value === null ? " null" : ` '${String(value).slice(0, maxShown)}'`;
      constraints.push(`Value${shown} at '${at}' failed to satisfy constraint: ${constraint}`);
      return undefined;
    },
    say: (sentence) => sentences.push(sentence),
  };
  const values: { [member: string]: unknown } = {};
  for (const [name, field] of Object.entries(members)) {
    const at = name.charAt(0).toLowerCase() + name.slice(1);
    values[name] = readMember(input, name, at, field, problems);
  }
  const [first = sentences[0]] = constraints;
  // Each member was read by its own field, and of the needed ones none is missing.
  if (first === undefined) return values as Values<M>;
  if (constraints.length === 0) throw validationError(first);
  const count = constraints.length === 1 ? "1 validation error" : `${constraints.length} validation errors`;
  throw validationError(`${count} detected: ${constraints.join("; ")}`);
}

/** A member of a structure; one that must be there and is not is a problem. */
export function readMember<T>(
  from: { readonly [name: string]: unknown },
  name: string,
  at: string,
  field: Field<T>,
  problems: Problems,
): T | undefined {
  const value = Object.hasOwn(from, name) ? from[name] : undefined;
  if (value !== undefined && value !== null) return field.read(value, at, problems);
  return "needed" in field ? problems.refuse(null, at, "Member must not be null") : undefined;
}

/** A client sees what it sent, but no message becomes endless. */
const maxShown = 1000;

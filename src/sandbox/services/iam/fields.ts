import { isJsonObject } from "../../../model/index.ts";
import type { Tag } from "../../world/nouns.ts";
import { type Problems, readMember } from "./input.ts";

/** How one member of an input is read. What is wrong with it is added to the problems. */
export interface Field<T> {
  /** `at` is what AWS calls the member: `userName`, `tags.1.member.key`. */
  readonly read: (value: unknown, at: string, problems: Problems) => T | undefined;
}

/** A member that must be there. */
export interface NeededField<T> extends Field<T> {
  readonly needed: true;
}

export function needed<T>(field: Field<T>): NeededField<T> {
  return { ...field, needed: true };
}

export interface TextRules {
  readonly min?: number;
  readonly max?: number;
  /** Must match all of the text. */
  readonly pattern?: RegExp;
  /** The pattern as AWS's messages show it; undefined: the source of {@link pattern}. */
  readonly shown?: string;
  /** What AWS says of a text that does not match, where it has a sentence of its own for that. */
  readonly sentence?: (at: string) => string;
  /** Its value is never told. */
  readonly secret?: boolean;
}

export function text({ min = 0, max = Number.POSITIVE_INFINITY, pattern, ...rules }: TextRules): Field<string> {
  return {
    read(value, at, problems) {
      if (typeof value !== "string") return problems.refuse(value, at, "Member must be a string");
      const shown = rules.secret ? undefined : value;
      if (value.length > max) problems.refuse(shown, at, `Member must have length less than or equal to ${max}`);
      if (value.length < min) problems.refuse(shown, at, `Member must have length greater than or equal to ${min}`);
      if (pattern !== undefined && !pattern.test(value)) {
        const source = rules.shown ?? pattern.source.replace(/^\^|\$$/g, "");
        if (rules.sentence !== undefined && value !== "") problems.say(rules.sentence(at));
        else problems.refuse(shown, at, `Member must satisfy regular expression pattern: ${source}`);
      }
      return value;
    },
  };
}

export function oneOf<const T extends string>(words: readonly T[]): Field<T> {
  return {
    read(value, at, problems) {
      const known = words.find((word) => word === value);
      if (known !== undefined) return known;
      return problems.refuse(value, at, `Member must satisfy enum value set: [${words.join(", ")}]`);
    },
  };
}

export function integer(min: number, max: number): Field<number> {
  return {
    read(value, at, problems) {
      if (typeof value !== "number" || !Number.isInteger(value)) {
        return problems.refuse(value, at, "Member must be an integer");
      }
      if (value > max) problems.refuse(value, at, `Member must have value less than or equal to ${max}`);
      if (value < min) problems.refuse(value, at, `Member must have value greater than or equal to ${min}`);
      return value;
    },
  };
}

export const flag: Field<boolean> = {
  read: (value, at, problems) =>
    typeof value === "boolean" ? value : problems.refuse(value, at, "Member must be a boolean"),
};

export interface ListRules {
  readonly min?: number;
  readonly max?: number;
}

export function list<T>(
  item: Field<T>,
  { min = 0, max = Number.POSITIVE_INFINITY }: ListRules = {},
): Field<readonly T[]> {
  return {
    read(value, at, problems) {
      if (!Array.isArray(value)) return problems.refuse(value, at, "Member must be a list");
      if (value.length > max) {
        return problems.refuse(`[${value.length} members]`, at, `Member must have length less than or equal to ${max}`);
      }
      if (value.length < min) {
        problems.refuse("[]", at, `Member must have length greater than or equal to ${min}`);
      }
      return value.flatMap((member, index) => {
        const read = item.read(member, `${at}.${index + 1}.member`, problems);
        return read === undefined ? [] : [read];
      });
    },
  };
}

export const tag: Field<Tag> = {
  read(value, at, problems) {
    if (!isJsonObject(value)) return problems.refuse(value, at, "Member must be a structure");
    const key = readMember(value, "Key", `${at}.key`, needed(tagKey), problems);
    const content = readMember(value, "Value", `${at}.value`, needed(tagValue), problems);
    return key === undefined || content === undefined ? undefined : { Key: key, Value: content };
  },
};

const tagPattern = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]";

/** IAM User Guide, "Rules for tagging in IAM and AWS STS". */
export const tagKey: Field<string> = text({
  min: 1,
  max: 128,
  pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u,
  shown: `${tagPattern}+`,
});

const tagValue: Field<string> = text({
  max: 256,
  pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u,
  shown: `${tagPattern}*`,
});

import type { ConditionKeyType } from "../catalogue/index.ts";
import { conditionOperator } from "../condition-holds.ts";

/** A condition operator that IAM knows, and what it can compare. */
export interface KnownOperator {
  /** As IAM writes it, without quantifier and suffix. */
  readonly name: string;
  readonly family: OperatorFamily;
  readonly ifExists: boolean;
}

export type OperatorFamily = "String" | "Numeric" | "Date" | "Bool" | "Binary" | "IpAddress" | "Arn" | "Null";

/** Undefined: IAM has no such operator. Operators ignore case. */
export function knownOperator(text: string): KnownOperator | undefined {
  const { name, ifExists, quantifier } = conditionOperator(text);
  if (quantifier === undefined && text.includes(":")) return undefined;
  const written = operators.get(name);
  return written === undefined ? undefined : { name: written, family: familyOf(written), ifExists };
}

/** All names that a document may use, without quantifiers. */
export function operatorNames(): readonly string[] {
  return [...operators.values()].flatMap((name) => (name === "Null" ? [name] : [name, `${name}IfExists`]));
}

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators". */
const operators: ReadonlyMap<string, string> = new Map(
  (
    "StringEquals StringNotEquals StringEqualsIgnoreCase StringNotEqualsIgnoreCase StringLike StringNotLike " +
    "NumericEquals NumericNotEquals NumericLessThan NumericLessThanEquals NumericGreaterThan NumericGreaterThanEquals " +
    "DateEquals DateNotEquals DateLessThan DateLessThanEquals DateGreaterThan DateGreaterThanEquals " +
    "Bool BinaryEquals IpAddress NotIpAddress ArnEquals ArnLike ArnNotEquals ArnNotLike Null"
  )
    .split(" ")
    .map((name) => [name.toLowerCase(), name]),
);

function familyOf(name: string): OperatorFamily {
  if (name.endsWith("IpAddress")) return "IpAddress";
  return families.find((family) => name.startsWith(family)) ?? "String";
}

const families: readonly OperatorFamily[] = ["String", "Numeric", "Date", "Bool", "Binary", "Arn", "Null"];

/** What a value of the family looks like, where it does not; undefined: it may be one. */
export function valueMistake(family: OperatorFamily, value: string): string | undefined {
  const form = forms.get(family);
  return form === undefined || form.test(value) ? undefined : form.what;
}

/** Can keys of this type never compare as the operator does? Text compares with everything. */
export function neverCompares(family: OperatorFamily, type: ConditionKeyType): boolean {
  return comparable.get(family)?.includes(type) === false;
}

const comparable: ReadonlyMap<OperatorFamily, readonly ConditionKeyType[]> = new Map([
  ["Numeric", ["Numeric", "Date", "String"]],
  ["Date", ["Date", "Numeric", "String"]],
  ["IpAddress", ["IPAddress", "String"]],
  ["Bool", ["Bool", "String"]],
  ["Arn", ["ARN", "String"]],
]);

interface ValueForm {
  readonly what: string;
  test(value: string): boolean;
}

const truth: ValueForm = { what: "neither true nor false", test: (value) => /^(?:true|false)$/i.test(value) };

const forms: ReadonlyMap<OperatorFamily, ValueForm> = new Map([
  ["Bool", truth],
  ["Null", truth],
  ["Numeric", { what: "not a number", test: (value) => /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value) }],
  ["Date", { what: "neither a date of ISO 8601 nor seconds since 1970", test: isDate }],
  ["IpAddress", { what: "neither an IP address nor a CIDR range", test: isAddress }],
  ["Binary", { what: "not Base64", test: (value) => value.length % 4 === 0 && /^[\w+/-]*={0,2}$/.test(value) }],
  ["Arn", { what: "not an ARN", test: (value) => /^(?:arn:|[*?])/.test(value) }],
]);

function isDate(value: string): boolean {
  if (/^-?\d+(?:\.\d+)?$/.test(value)) return true;
  const form = /^\d{4}(?:-\d\d(?:-\d\d(?:T\d\d(?::?\d\d(?::?\d\d(?:[.,]\d+)?)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?)?)?$/i;
  const [, month = "01", day = "01"] = /^\d{4}(?:-(\d\d)(?:-(\d\d))?)?/.exec(value) ?? [];
  return form.test(value) && Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31;
}

function isAddress(value: string): boolean {
  const [address = "", bits, ...rest] = value.split("/");
  const isV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/.test(address) && address.split(".").every((part) => Number(part) <= 255);
  if (!isV4 && !isV6(address)) return false;
  return rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isV4 ? 32 : 128)));
}

function isV6(address: string): boolean {
  const halves = address.split("::");
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  if (!address.includes(":") || halves.length > 2 || !groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) {
    return false;
  }
  return halves.length === 2 ? groups.length < 8 : groups.length === 8;
}

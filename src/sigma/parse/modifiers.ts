import { Problem } from "../../model/index.ts";
import { parseNetwork } from "../cidr.ts";
import type { ValueTest } from "../condition.ts";
import { surround } from "../glob.ts";
import { decimal } from "../numbers.ts";
import { compileRegex } from "../regex.ts";
import { type TimePart, timePartRanges } from "../time-part.ts";
import { type Draft, misused, toGlobTest, toWritten } from "./draft.ts";
import { toBase64, toBase64Offsets, toUtf16, type Utf16 } from "./encodings.ts";
import { fieldPathFault } from "./field-path.ts";
import { expandInRegex, expandPlaceholders, type Placeholders } from "./placeholders.ts";
import { exchangeDashes } from "./windash.ts";

/** What stands behind a field's name and a `|`. */
export interface Modifier {
  readonly name: string;
  /** Ends a sentence that begins with "The value" (`list`: "The values"). Printed in the reference. */
  readonly meaning: string;
  /** What it changes: each value, or how the values of a list are joined. */
  readonly scope: "value" | "list";
  /** Several drafts are alternatives. Throws a {@link Problem} without a location. */
  apply(draft: Draft, placeholders: Placeholders): readonly Draft[];
}

const all: readonly Modifier[] = [
  onList("all", "must all be met, instead of one of them"),
  onList("neq", "must all differ from the field; a missing field differs from everything"),
  onText("contains", "occurs anywhere in the field", { before: true, behind: true }),
  onText("startswith", "begins the field", { before: false, behind: true }),
  onText("endswith", "ends the field", { before: true, behind: false }),
  onValue("cased", "is compared with upper and lower case apart", (draft, name) => [toCased(draft, name)]),
  onValue("exists", "says whether the field is there, even if it is null or empty", (draft) => [toExists(draft)]),
  onValue("re", "is a regular expression (RE2 syntax) that is found anywhere in the field", (draft, name) => [
    toRegex(toWritten(draft, name).text),
  ]),
  onRegex("i", "is a regular expression that ignores case"),
  onRegex("m", "is a regular expression whose ^ and $ also stand for the ends of lines"),
  onRegex("s", "is a regular expression whose dot also stands for a line break"),
  onValue("cidr", "is an IPv4 or IPv6 network that holds the address in the field", (draft, name) => [
    toCidr(toWritten(draft, name).text),
  ]),
  onNumber("gt", "is less than the number in the field"),
  onNumber("gte", "is less than or equal to the number in the field"),
  onNumber("lt", "is greater than the number in the field"),
  onNumber("lte", "is greater than or equal to the number in the field"),
  onValue("fieldref", "is the name of another field, whose value is compared", (draft, name) => [
    toFieldRef(toWritten(draft, name).text),
  ]),
  onValue("expand", "has placeholders such as %admins%, each replaced by its list of values", (draft, name, values) =>
    expandPlaceholders(toWritten(draft, name).text, values).map((text) => ({ kind: "written", type: "text", text })),
  ),
  onValue("windash", "is met with any kind of dash or slash before its flags", (draft, name) => {
    const test = toGlobTest(draft, name);
    return exchangeDashes(test.glob).map((glob) => ({ ...test, glob }));
  }),
  onValue("base64", "is encoded with Base64", (draft, name) => [toBase64(draft, name)]),
  onValue("base64offset", "is encoded with Base64, at any of three offsets in a longer text", toBase64Offsets),
  onUtf16("utf16le", "is encoded in UTF-16, low byte first", "le"),
  onUtf16("utf16be", "is encoded in UTF-16, high byte first", "be"),
  onUtf16("utf16", "is encoded in UTF-16 with a byte order mark", "bom"),
  onUtf16("wide", "is encoded in UTF-16, low byte first", "le"),
  onTime("minute", "is the minute of the time in the field, 0 to 59"),
  onTime("hour", "is the hour of the time in the field, 0 to 23, without any change of time zone"),
  onTime("day", "is the day of the month in the field, 1 to 31"),
  onTime("week", "is the ISO week of the time in the field, 1 to 53"),
  onTime("month", "is the month of the time in the field, 1 to 12"),
  onTime("year", "is the year of the time in the field"),
];

/** `expand` where the value is a regular expression. */
export const expandInPattern: Modifier = onValue("expand", "has placeholders", (draft, name, values) => [
  { kind: "written", type: "text", text: expandInRegex(toWritten(draft, name).text, values) },
]);

/**
 * Every modifier by its name. A map, since the names come from rules that we did not write.
 *
 * Source: Sigma Modifiers Appendix 2.1.
 */
export const modifiers: ReadonlyMap<string, Modifier> = new Map(all.map((modifier) => [modifier.name, modifier]));

type Apply = (draft: Draft, name: string, placeholders: Placeholders) => readonly Draft[];

function onValue(name: string, meaning: string, apply: Apply): Modifier {
  return { name, meaning, scope: "value", apply: (draft, placeholders) => apply(draft, name, placeholders) };
}

function onList(name: string, meaning: string): Modifier {
  return { name, meaning, scope: "list", apply: (draft) => [draft] };
}

function onText(name: string, meaning: string, wild: { readonly before: boolean; readonly behind: boolean }): Modifier {
  const how = wild.before && wild.behind ? "contains" : wild.before ? "endsWith" : "startsWith";
  return onValue(name, meaning, (draft) => {
    if (draft.kind === "fieldRef") return [{ ...draft, how }];
    if (draft.kind === "bytes") throw misused(name, "needs text", draft);
    const test = toGlobTest(draft, name);
    return [{ ...test, glob: surround(test.glob, wild) }];
  });
}

function onRegex(flag: string, meaning: string): Modifier {
  return onValue(flag, meaning, (draft) => {
    if (draft.kind !== "regex") throw new Problem("rule.syntax", `'${flag}' can only follow 're'.`);
    return [{ ...draft, flags: draft.flags.includes(flag) ? draft.flags : draft.flags + flag }];
  });
}

function onNumber(op: "gt" | "gte" | "lt" | "lte", meaning: string): Modifier {
  return onValue(op, meaning, (draft) => {
    if (draft.kind === "timePart") return [{ ...draft, op }];
    if (draft.kind !== "written" || !decimal.test(draft.text)) throw misused(op, "needs a number", draft);
    return [{ kind: "compare", op, value: Number(draft.text) }];
  });
}

function onUtf16(name: string, meaning: string, order: Utf16): Modifier {
  return onValue(name, meaning, (draft) => [toUtf16(draft, name, order)]);
}

function onTime(part: TimePart, meaning: string): Modifier {
  const [min, max] = timePartRanges[part];
  return onValue(part, meaning, (draft) => {
    const value = draft.kind === "written" && decimal.test(draft.text) ? Number(draft.text) : Number.NaN;
    if (!(value >= min && value <= max)) throw misused(part, `needs a number from ${min} to ${max}`, draft);
    return [{ kind: "timePart", part, value }];
  });
}

function toCased(draft: Draft, name: string): ValueTest {
  return draft.kind === "fieldRef" ? { ...draft, cased: true } : { ...toGlobTest(draft, name), cased: true };
}

function toExists(draft: Draft): ValueTest {
  if (draft.kind !== "written" || !/^(?:true|false)$/i.test(draft.text)) {
    throw misused("exists", "needs true or false", draft);
  }
  return { kind: "exists", expected: draft.text.toLowerCase() === "true" };
}

function toRegex(source: string): ValueTest {
  compileRegex(source, "");
  return { kind: "regex", source, flags: "" };
}

function toCidr(text: string): ValueTest {
  const network = parseNetwork(text);
  if ("wrong" in network) throw new Problem("rule.syntax", `'${text.slice(0, 60)}' is no network: ${network.wrong}.`);
  return { kind: "cidr", ...network };
}

function toFieldRef(field: string): ValueTest {
  const fault = fieldPathFault(field);
  if (fault !== undefined) throw new Problem("rule.syntax", `'fieldref' needs the name of a field: ${fault}.`);
  return { kind: "fieldRef", field, how: "equals", cased: false };
}

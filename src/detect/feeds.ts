import { type CloudTrailEvent, type Json, ownObject, ownText, principalOf } from "../model/index.ts";
import { type Condition, type FieldPath, type RuleSet, valuesOf } from "../sigma/index.ts";

/**
 * What a rule over time wants to hear of: the events that meet a condition, and the few values of them that it needs. Feeds
 * are answered where events are read; what comes out ({@link FeedMatch}) is small and depends on {@link feedFields} alone.
 */
export interface Feed {
  /** Id of the correlation or baseline that asks. */
  readonly consumer: string;
  /** Id of the rule whose events these are; for a baseline its own. */
  readonly rule: string;
  readonly condition: Condition;
  /** Event fields by the names that the consumer gives them. An event that lacks one is left out. */
  readonly groupBy: readonly { readonly name: string; readonly field: FieldPath }[];
  /** An event that lacks one is left out. */
  readonly values: readonly FieldPath[];
  /** A field whose numbers are summed. */
  readonly number?: FieldPath;
  /** Matches of one group and value within an hour of event time may be folded into one. */
  readonly hourly: boolean;
}

/** What one event says to one feed. */
export interface FeedMatch {
  /** Position in the list of feeds. */
  readonly feed: number;
  /** The values of the group-by fields, a JSON list of texts. */
  readonly group: string;
  /** The values of the feed's fields, a JSON list of texts, in lower case; `[]` when it asks for none. */
  readonly value: string;
  /** JSON of an {@link EventContext}. */
  readonly context: string;
  /** Of the feed's number field; 0 where there is none. */
  readonly number: number;
}

/** A text that many matches have in common: the same object, so that whoever takes them can note what he found out of it. */
export interface SharedText {
  readonly text: string;
}

/** What one event says to one feed, in shared texts; `caller` and `call` are the parts of the context, see {@link callerOf}. */
export interface SharedMatch {
  readonly feed: number;
  readonly group: SharedText;
  readonly value: SharedText;
  readonly caller: SharedText;
  readonly call: SharedText;
  readonly number: number;
}

/** What a detection says of the event that completed it. */
export type EventContext = readonly [
  account: string,
  region: string,
  principalType: string,
  principalArn: string,
  stableArn: string,
  sourceIp: string,
  eventName: string,
  eventSource: string,
];

/** The feeds of a rule set: of its correlations first, then of its baselines. */
export function feedsOf(set: RuleSet): readonly Feed[] {
  const rules = new Map(set.rules.map((rule) => [rule.id, rule]));
  const ofCorrelations = set.correlations.flatMap((correlation) =>
    correlation.rules.flatMap((id): readonly Feed[] => {
      const rule = rules.get(id);
      // Another correlation, whose detections are fed on.
      if (rule === undefined) return [];
      const fieldOf = (name: string): FieldPath =>
        correlation.aliases.find((alias) => alias.name === name)?.fields.find((one) => one.rule === id)?.field ?? name;
      const { condition } = correlation;
      return [
        {
          consumer: correlation.id,
          rule: id,
          condition: rule.condition,
          groupBy: correlation.groupBy.map((name) => ({ name, field: fieldOf(name) })),
          values: condition.kind === "compare" ? condition.fields.map(fieldOf) : [],
          hourly: false,
        },
      ];
    }),
  );
  const ofBaselines = set.baselines.map(({ id, condition, groupBy, question }): Feed => {
    const sumOf = question.kind === "spike" ? question.sumOf : undefined;
    return {
      consumer: id,
      rule: id,
      condition,
      groupBy: groupBy.map((field) => ({ name: field, field })),
      values: baselineFields(question),
      ...(sumOf !== undefined && { number: sumOf }),
      // Two places within an hour are what the question is about.
      hourly: question.kind !== "travel",
    };
  });
  return [...ofCorrelations, ...ofBaselines];
}

function baselineFields(question: RuleSet["baselines"][number]["question"]): readonly FieldPath[] {
  if (question.kind === "first_seen" || question.kind === "rare") return question.fields;
  return question.kind === "travel" ? ["derived.location"] : [];
}

/** All fields that the answer to a feed depends on, those of its condition aside. */
export function feedFields({ groupBy, values, number }: Feed): readonly FieldPath[] {
  return [...groupBy.map(({ field }) => field), ...values, ...(number === undefined ? [] : [number]), ...contextFields];
}

/** What the context of every match is made of. */
export const contextFields: readonly FieldPath[] = [
  "recipientAccountId",
  "awsRegion",
  "sourceIPAddress",
  "eventName",
  "eventSource",
  "userIdentity.type",
  "userIdentity.arn",
  "userIdentity.accountId",
  "userIdentity.userName",
  "userIdentity.sessionContext.sessionIssuer.arn",
];

/** What an event that meets the feed's condition says to it; undefined when it lacks a field that the feed needs. */
export function feedMatch(feed: Feed, position: number, event: CloudTrailEvent): FeedMatch | undefined {
  const textOf = (field: FieldPath): string | undefined => firstText(event, field);
  const group = groupText(feed, textOf);
  const value = group && valueText(feed, textOf);
  if (group === undefined || value === undefined) return undefined;
  const number = feed.number === undefined ? 0 : numberOf(textOf(feed.number));
  return { feed: position, group, value, context: joinContext(callerOf(event), callOf(event)), number };
}

type TextOf = (field: FieldPath) => string | undefined;

/** {@link FeedMatch.group}, of the texts of an event's fields. */
export function groupText({ groupBy }: Pick<Feed, "groupBy">, textOf: TextOf): string | undefined {
  return listText(
    groupBy.map(({ field }) => field),
    textOf,
  );
}

/** {@link FeedMatch.value}. */
export function valueText({ values }: Pick<Feed, "values">, textOf: TextOf): string | undefined {
  return listText(values, textOf)?.toLowerCase();
}

/** {@link FeedMatch.number}. */
export function numberOf(text: string | undefined): number {
  const number = Number(text ?? 0);
  return Number.isFinite(number) ? number : 0;
}

function listText(fields: readonly FieldPath[], textOf: TextOf): string | undefined {
  const texts: string[] = [];
  for (const field of fields) {
    const text = textOf(field);
    if (text === undefined) return undefined;
    texts.push(text);
  }
  return JSON.stringify(texts);
}

/** The first value that is not null: in lists the first element, objects as compact JSON. */
export function firstText(event: CloudTrailEvent, field: FieldPath): string | undefined {
  const value: Json | undefined = valuesOf(event, field)
    .flat(8)
    .find((one) => one !== null);
  if (value === undefined) return undefined;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length <= maxText ? text : `${text.slice(0, maxText)}...`;
}

/** ARNs are shorter; what is longer is a document. */
const maxText = 1024;

/**
 * The first part of the context, as a JSON list: all but the call. Apart, since a caller makes many calls, and many callers make
 * the same.
 */
export function callerOf(event: CloudTrailEvent): string {
  const { type, arn = "", stableArn = "" } = principalOf(event);
  const text = (field: string): string => ownText(event, field) ?? "";
  const account = text("recipientAccountId") || (ownText(ownObject(event, "userIdentity") ?? {}, "accountId") ?? "");
  return JSON.stringify([account, text("awsRegion"), type, arn, stableArn, text("sourceIPAddress")]);
}

/** The other part, as a JSON list. */
export function callOf(event: CloudTrailEvent): string {
  return JSON.stringify([ownText(event, "eventName") ?? "", ownText(event, "eventSource") ?? ""]);
}

/** The same in plain texts. */
export function plainMatch({ feed, group, value, caller, call, number }: SharedMatch): FeedMatch {
  return { feed, group: group.text, value: value.text, context: joinContext(caller.text, call.text), number };
}

/** JSON of an {@link EventContext}. A caller alone is taken for all of it. */
export function joinContext(caller: string, call: string): string {
  return call === "" ? caller : `${caller.slice(0, -1)},${call.slice(1)}`;
}

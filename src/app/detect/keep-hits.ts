import type { Detection } from "../../model/index.ts";
import type { Hit } from "./scan-file.ts";

/**
 * Makes a hit small enough to be kept until the end, when all are put in order: detections repeat the same rules, names,
 * addresses and files, but what comes out of a parser or another thread has a copy of each for itself.
 */
export function createHitKeeper(): (hit: Hit) => Hit {
  const texts = new Map<string, string>();
  const rules = new Map<string, Detection["rule"]>();
  let lastFile = "";

  return ({ detection, file, checksum, ms }) => ({ detection: compact(detection), file, checksum, ms });

  function compact({
    rule,
    time,
    account,
    region,
    principal,
    sourceIp,
    targets,
    events,
    match,
    groupBy,
  }: Detection): Detection {
    const { type, arn, stableArn } = principal;
    return {
      schemaVersion: 1,
      kind: "detection",
      rule: sharedRule(rule),
      time,
      account: shared(account),
      region: shared(region),
      principal: {
        type: shared(type),
        ...(arn !== undefined && { arn: shared(arn) }),
        ...(stableArn !== undefined && { stableArn: shared(stableArn) }),
      },
      sourceIp: shared(sourceIp),
      ...(targets && { targets: targets.map((target) => ({ type: shared(target.type), name: shared(target.name) })) }),
      events: events.map(({ eventId, eventName, eventSource, eventTime, file, index }) => ({
        eventId,
        eventName: shared(eventName),
        eventSource: shared(eventSource),
        eventTime: eventTime === time ? time : eventTime,
        file: sharedFile(file),
        index,
      })),
      match: sharedMatch(match),
      groupBy,
    };
  }

  function sharedMatch(match: Detection["match"]): Detection["match"] {
    const entries = Object.entries(match);
    for (const entry of entries) if (typeof entry[1] === "string") entry[1] = shared(entry[1]);
    // `fromEntries` makes own properties even of `__proto__`.
    return Object.fromEntries(entries);
  }

  function sharedRule(rule: Detection["rule"]): Detection["rule"] {
    const known = rules.get(rule.id);
    if (known !== undefined) return known;
    rules.set(rule.id, rule);
    return rule;
  }

  /** Hits come file by file. */
  function sharedFile(file: string): string {
    if (file !== lastFile) lastFile = file;
    return lastFile;
  }

  function shared(text: string): string {
    const known = texts.get(text);
    if (known !== undefined) return known;
    // Long texts are those that hardly ever repeat.
    if (text.length > maxLength) return text;
    if (texts.size >= maxTexts) texts.clear();
    texts.set(text, text);
    return text;
  }
}

const maxTexts = 20_000;
const maxLength = 200;

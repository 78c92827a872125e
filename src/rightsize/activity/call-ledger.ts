import type { RecordedCall } from "../../model/index.ts";
import type { ContextEntry, RequestContext } from "./request-context.ts";
import { createSample, type Sample } from "./sample.ts";
import { addTo, emptyFolded, emptyTally, type Folded, foldInto, type KeptTally, type Tally } from "./tally.ts";

/** How much is kept apart. */
export interface LedgerLimits {
  /** Different sets of resources for each principal, action and outcome. */
  readonly maxResources: number;
  /** Different contexts for each of those. */
  readonly maxContexts: number;
  /** Different unmapped events for each principal. */
  readonly maxUnmapped: number;
}

export const defaultLimits: LedgerLimits = { maxResources: 1000, maxContexts: 8, maxUnmapped: 1000 };

/** The calls of one principal, action, outcome and evidence. */
export interface CallLedger {
  /**
   * `resourceKey` is the resources' {@link resourceKeyOf}, undefined where they are too many to keep; `contextKey` the
   * context's {@link contextKeyOf}. Gives the tally that equal calls count in, undefined where they are not kept apart.
   */
  add(resourceKey: string | undefined, contextKey: string, tally: Readonly<Tally>): KeptTally | undefined;
  /** Calls that a ledger before this one could not keep apart. */
  addTruncated(call: RecordedCall): void;
  calls(): readonly RecordedCall[];
}

type Head = Pick<RecordedCall, "action" | "outcome" | "evidence">;

/** The calls of some resources. */
interface ResourceCalls {
  readonly resources: readonly string[];
  readonly contexts: Sample<ContextCalls>;
  readonly beyond: Folded;
}

interface ContextCalls extends KeptTally {
  readonly context: RequestContext;
}

export function createCallLedger(head: Head, { maxResources, maxContexts }: LedgerLimits): CallLedger {
  const beyond = emptyFolded();
  const byResources = createSample(maxResources, newResource, ({ contexts, beyond: folded }) => {
    for (const [, one] of contexts.entries()) dropInto(beyond, one);
    foldInto(beyond, folded.context ?? {}, folded.tally);
  });

  return {
    add(resourceKey, contextKey, tally) {
      const resource = resourceKey === undefined ? undefined : byResources.keep(resourceKey);
      if (resource === undefined) {
        foldInto(beyond, contextOfKey(contextKey), tally);
        return undefined;
      }
      const known = resource.contexts.keep(contextKey);
      if (known === undefined) foldInto(resource.beyond, contextOfKey(contextKey), tally);
      else addTo(known.tally, tally);
      return known;
    },
    addTruncated(call) {
      const resource = call.truncated === "contexts" ? byResources.keep(resourceKeyOf(call.resources)) : undefined;
      foldInto(resource?.beyond ?? beyond, call.context, call);
    },
    calls: () => [
      ...[...byResources.entries()].flatMap(([, resource]) => callsOf(resource)),
      ...(beyond.tally.count === 0 ? [] : [recorded([], beyond.context ?? {}, beyond.tally, "resources")]),
    ],
  };

  function newResource(key: string): ResourceCalls {
    const folded = emptyFolded();
    const contexts = createSample(maxContexts, newContext, (one) => dropInto(folded, one));
    return { resources: key === "" ? [] : key.split("\n"), contexts, beyond: folded };
  }

  function callsOf({ resources, contexts, beyond: folded }: ResourceCalls): readonly RecordedCall[] {
    const kept = [...contexts.entries()].map(([, { context, tally }]) => recorded(resources, context, tally));
    return folded.tally.count === 0
      ? kept
      : [...kept, recorded(resources, folded.context ?? {}, folded.tally, "contexts")];
  }

  function recorded(
    resources: readonly string[],
    context: RequestContext,
    tally: Tally,
    truncated?: RecordedCall["truncated"],
  ): RecordedCall {
    const { action, outcome, evidence } = head;
    const { count, first, last, example } = tally;
    // Written out, so that all calls are of one shape in memory: there are as many as a large account has.
    const call = { action, outcome, evidence, resources, context, count, first, last, example };
    return truncated === undefined ? call : { ...call, truncated };
  }
}

function newContext(key: string): ContextCalls {
  return { context: contextOfKey(key), tally: emptyTally(), isKept: true };
}

function dropInto(folded: Folded, dropped: ContextCalls): void {
  foldInto(folded, dropped.context, dropped.tally);
  dropped.isKept = false;
}

export function resourceKeyOf(resources: readonly string[]): string {
  return resources.length === 1 ? (resources[0] ?? "") : resources.join("\n");
}

/** Entries in the order of their keys; neither keys nor values hold control characters. */
export function contextKeyOf(entries: readonly ContextEntry[]): string {
  let text = "";
  for (const [key, value] of entries) text += `${key}\t${value}\n`;
  return text;
}

/** One object for equal contexts: a caller's are nearly always the same. */
function contextOfKey(text: string): RequestContext {
  const known = contexts.get(text);
  if (known !== undefined) return known;
  const context = readContext(text);
  if (contexts.size >= maxContextsShared) contexts.clear();
  contexts.set(text, context);
  return context;
}

const maxContextsShared = 4096;
const contexts = new Map<string, RequestContext>();

function readContext(text: string): RequestContext {
  const lines = text === "" ? [] : text.slice(0, -1).split("\n");
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("\t")), line.slice(line.indexOf("\t") + 1)]),
  );
}

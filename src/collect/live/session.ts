import { setMaxListeners } from "node:events";
import { type Collection, type FailedCall, Problem } from "../../model/index.ts";
import type { Connection } from "./connection.ts";
import { whyFailed } from "./why-failed.ts";

/** One call to be made. */
export interface Call {
  /** As policies write it: `iam:GetAccountSummary`. */
  readonly action: string;
  /** ARN of what is asked about. */
  readonly resource?: string;
  /** What stays unknown without an answer, a clause. */
  readonly unknown: string;
  /** Codes that are answers and no failures, such as `NoSuchEntityException`. */
  readonly answers?: readonly string[];
  /** It goes to a region that may be out of reach alone: that it gives no answer says nothing of the others. */
  readonly isFarAway?: boolean;
}

export type Asked<T> =
  | { readonly ok: true; readonly value: T }
  /** `answers`: it is one of {@link Call.answers}. */
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      readonly isAnswer: boolean;
      readonly error: unknown;
    };

/** Asks AWS as one principal, writes down what fails and stops asking when that has no use any more. */
export interface Session {
  readonly connection: Connection;
  /** How many were made; what the SDK tried again counts once. */
  readonly calls: () => number;
  readonly failures: readonly FailedCall[];
  /** Undefined while it is going on. */
  readonly ended: () => Collection["ended"];
  ask<T>(call: Call, send: (options: { readonly abortSignal: AbortSignal }) => Promise<T>): Promise<Asked<T>>;
  /** Waits; ends early when the user interrupts. */
  wait(ms: number): Promise<void>;
}

export interface SessionOptions {
  readonly signal?: AbortSignal;
  readonly onCall?: (action: string) => void;
  readonly wait?: (ms: number) => Promise<void>;
}

export function startSession(connection: Connection, options: SessionOptions = {}): Session {
  const signal = options.signal ?? new AbortController().signal;
  // As many may wait as jobs are under way.
  setMaxListeners(0, signal);
  const failures: FailedCall[] = [];
  const known = new Set<string>();
  let calls = 0;
  let silent = 0;
  let ended: "credentials" | "unreachable" | undefined;
  let last = "";

  return {
    connection,
    calls: () => calls,
    failures,
    ended: () => (signal.aborted ? (isTimeout(signal) ? "timeout" : "interrupted") : ended),
    async ask(call, send) {
      if (signal.aborted) return fail(call, interrupted(signal));
      if (ended !== undefined) return fail(call, { code: "NotAsked", reason: ended, message: `not asked: ${last}` });
      calls += 1;
      options.onCall?.(call.action);
      try {
        // A signal of its own: clients listen to it and may never stop.
        const value = await send({ abortSignal: AbortSignal.any([signal]) });
        silent = 0;
        return { ok: true, value };
      } catch (error) {
        if (error instanceof Problem && error.code !== "aws.credentials") throw error;
        return failed(call, error);
      }
    },
    wait: options.wait ?? ((ms) => pause(ms, signal)),
  };

  function failed<T>(call: Call, error: unknown): Asked<T> {
    const found =
      error instanceof Problem
        ? { code: error.code, reason: "credentials" as const, message: error.message }
        : whyFailed(error);
    const why =
      found.reason === "interrupted" ? interrupted(signal) : { ...found, message: connection.scrub(found.message) };
    if (call.answers?.includes(why.code))
      return { ok: false, code: why.code, message: why.message, isAnswer: true, error };
    if (call.isFarAway !== true) silent = why.reason === "unreachable" && why.code === "NoAnswer" ? silent + 1 : 0;
    if (why.reason === "credentials") ended ??= "credentials";
    // One place may be out of reach; when three calls in a row are, the network is.
    if (silent >= 3) ended ??= "unreachable";
    if (ended !== undefined) last = why.message;
    return fail(call, why, error);
  }

  function fail<T>(call: Call, why: Pick<FailedCall, "code" | "reason" | "message">, error?: unknown): Asked<T> {
    const { action, resource = "*", unknown } = call;
    // What is not asked any more is said once for each action: there may be thousands.
    const key = why.code === "NotAsked" || why.code === "Interrupted" ? `${action} ${why.code}` : undefined;
    if (key === undefined || !known.has(key)) failures.push({ action, resource, ...why, unknown });
    if (key !== undefined) known.add(key);
    return { ok: false, code: why.code, message: why.message, isAnswer: false, error };
  }
}

function interrupted(signal: AbortSignal): Pick<FailedCall, "code" | "reason" | "message"> {
  const message = isTimeout(signal) ? "the time of --timeout was over" : "it was interrupted";
  return { code: "Interrupted", reason: "interrupted", message };
}

/** Source: the DOM standard: what `AbortSignal.timeout` gives as the reason. */
function isTimeout({ aborted, reason }: AbortSignal): boolean {
  return aborted && reason instanceof DOMException && reason.name === "TimeoutError";
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
  });
}

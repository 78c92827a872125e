import type { Call, Need, Operation, Output, Trace } from "../../call.ts";
import { type Members, readInput, type Values } from "./input.ts";

interface Definition<M extends Members> {
  readonly members: M;
  readonly needs: (call: Call, input: Values<M>) => readonly Need[];
  readonly run: (call: Call, input: Values<M>) => Output;
  readonly trace?: (call: Call, output: Output | undefined) => Trace;
}

/** An operation whose input is checked, and has types, before anything else is done with it. */
export function operation<M extends Members>({ members, needs, run, trace }: Definition<M>): Operation {
  return {
    needs: (call) => needs(call, readInput(call.input, members)),
    run: (call) => run(call, readInput(call.input, members)),
    ...(trace && { trace }),
  };
}

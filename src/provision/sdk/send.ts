import type { IAMClient } from "@aws-sdk/client-iam";
import type { Clock } from "./clock.ts";
import { isNotDone, toProblem } from "./problems.ts";

export type Send = <Output>(call: string, ask: (client: IAMClient) => Promise<Output>) => Promise<Output>;

const writeAgainMs = [200, 500, 1_000, 2_000, 4_000, 8_000];

/** Turns what goes wrong into Problems. Writes are tried again only where IAM said that it did nothing. */
export function senderOf(client: IAMClient, clock: Clock, kind: "read" | "write"): Send {
  const delays = kind === "write" ? writeAgainMs : [];
  return async (call, ask) => {
    for (const ms of delays) {
      try {
        return await ask(client);
      } catch (error) {
        if (!isNotDone(error)) throw toProblem(error, call);
      }
      await clock.wait(ms);
    }
    try {
      return await ask(client);
    } catch (error) {
      throw toProblem(error, call);
    }
  };
}

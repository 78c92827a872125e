import { watchDates } from "../../aws/index.ts";

/** A clock of AWS, as far as its answers told it. */
export interface ServerClock {
  /** Milliseconds since 1970. Undefined: there was no answer yet. */
  now(): number | undefined;
  /** From here on every answer to the client tells the time. */
  watch(client: Parameters<typeof watchDates>[0]): void;
}

/** Every answer over HTTP says what time it is, in whole seconds; refusals do as well. */
export function createServerClock(): ServerClock {
  let offsetMs: number | undefined;
  return {
    now: () => (offsetMs === undefined ? undefined : Date.now() + offsetMs),
    watch: (client) =>
      watchDates(client, (server) => {
        offsetMs = server - Date.now();
      }),
  };
}

/** A clock of AWS, as far as its answers told it. */
export interface ServerClock {
  /** Milliseconds since 1970. Undefined: there was no answer yet. */
  now(): number | undefined;
  /** From here on every answer to the client tells the time. */
  watch(client: Watchable): void;
}

interface Watchable {
  readonly middlewareStack: {
    add(
      // biome-ignore lint/suspicious/noExplicitAny: each client has types of its own for what goes through its stack
      middleware: (next: (args: any) => Promise<any>) => (args: any) => Promise<any>,
      options: { readonly step: "deserialize"; readonly name: string; readonly priority: "low" },
    ): void;
  };
}

/** Every answer over HTTP says what time it is, in whole seconds; refusals do as well. */
export function createServerClock(): ServerClock {
  let offsetMs: number | undefined;

  return {
    now: () => (offsetMs === undefined ? undefined : Date.now() + offsetMs),
    watch(client) {
      client.middlewareStack.add(
        (next) => async (args) => {
          try {
            const result = await next(args);
            note(result.response);
            return result;
          } catch (error) {
            // The SDK hangs the answer on the error.
            note((error as { readonly $response?: unknown }).$response);
            throw error;
          }
        },
        { step: "deserialize", name: "trailproofClock", priority: "low" },
      );
    },
  };

  function note(response: unknown): void {
    // What the SDK's HTTP handler gives, if there was an answer at all.
    const { headers } = (response ?? {}) as { readonly headers?: Readonly<Record<string, string>> };
    const time = Date.parse(headers?.["date"] ?? "");
    if (!Number.isNaN(time)) offsetMs = time - Date.now();
  }
}

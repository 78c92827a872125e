/** What the clocks of AWS said, beside our own. */
export interface DateSeen {
  readonly seen: { readonly server: number; readonly local: number }[];
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

/** Notes the `Date` header of every answer, also of refusals: credentials may be refused because a clock is wrong. */
export function watchDates(client: Watchable, dates: DateSeen): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        const result = await next(args);
        note(result.response);
        return result;
      } catch (error) {
        // The SDK hangs the answer on the error, hidden from printing.
        note((error as { readonly $response?: unknown }).$response);
        throw error;
      }
    },
    { step: "deserialize", name: "trailproofDates", priority: "low" },
  );

  function note(response: unknown): void {
    // What the SDK's HTTP handler gives, if there was an answer at all.
    const { headers } = (response ?? {}) as { readonly headers?: { readonly [name: string]: string | undefined } };
    const server = Date.parse(headers?.["date"] ?? "");
    if (!Number.isNaN(server)) dates.seen.push({ server, local: Date.now() });
  }
}

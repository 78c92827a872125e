interface Watchable {
  readonly middlewareStack: {
    add(
      // biome-ignore lint/suspicious/noExplicitAny: each client has types of its own for what goes through its stack
      middleware: (next: (args: any) => Promise<any>) => (args: any) => Promise<any>,
      options: { readonly step: "deserialize"; readonly name: string; readonly priority: "low" },
    ): void;
  };
}

/**
 * Tells the `Date` header of every answer to a client, in milliseconds since 1970 and whole seconds; of refusals as well: credentials
 * may be refused because a clock is wrong.
 */
export function watchDates(client: Watchable, onDate: (server: number) => void): void {
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
    if (!Number.isNaN(server)) onDate(server);
  }
}

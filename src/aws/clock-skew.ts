interface Skewable {
  readonly middlewareStack: {
    addRelativeTo(
      // biome-ignore lint/suspicious/noExplicitAny: each client has types of its own for what goes through its stack
      middleware: (next: (args: any) => Promise<any>) => (args: any) => Promise<any>,
      options: { readonly relation: "before"; readonly toMiddleware: string; readonly name: string },
    ): void;
  };
}

/**
 * Where the clock of this machine is wrong, or the one of a sandbox is another, the SDK takes every refusal for a matter of time and
 * tries it again, each time after a longer wait: a file that is not there costs seconds. Only those that are about time are.
 */
export function retryOnlyTimeErrors(client: Skewable): void {
  client.middlewareStack.addRelativeTo(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        // The SDK hangs what it knows of a call on the error.
        const { name, $metadata } = error as Error & { readonly $metadata?: { clockSkewCorrected?: boolean } };
        if ($metadata?.clockSkewCorrected === true && !aboutTime.test(name)) $metadata.clockSkewCorrected = false;
        throw error;
      }
    },
    { relation: "before", toMiddleware: "httpSigningMiddleware", name: "trailproofClockSkew" },
  );
}

const aboutTime = /Time|Expired|Future|Signature|AuthFailure/i;

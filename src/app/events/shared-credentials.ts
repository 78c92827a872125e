import { once } from "node:events";
import type { MessagePort } from "node:worker_threads";
import type { AwsOptions } from "../../logs/index.ts";
import { Problem, type ProblemRecord, toProblemRecord } from "../../model/index.ts";

type Credentials = Awaited<ReturnType<AwsOptions["credentials"]>>;

/** What a thread hears when it asks. */
type Answer = { readonly given: Credentials } | { readonly problem: ProblemRecord } | { readonly message: string };

/** Gives credentials to a thread as often as it asks: only the main thread knows profiles and asks for codes of MFA devices. */
export function giveCredentials(port: MessagePort, credentials: AwsOptions["credentials"]): void {
  port.on("message", () => {
    void answer(credentials).then((given) => port.postMessage(given));
  });
  // A thread that ends says nothing.
  port.unref();
}

/** Asks the main thread; one question at a time. Throws what it threw. */
export function askForCredentials(port: MessagePort): AwsOptions["credentials"] {
  let asked: Promise<Credentials> | undefined;
  return () => {
    asked ??= ask(port).finally(() => {
      asked = undefined;
    });
    return asked;
  };
}

async function answer(credentials: AwsOptions["credentials"]): Promise<Answer> {
  try {
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = await credentials();
    return {
      given: {
        accessKeyId,
        secretAccessKey,
        ...(sessionToken !== undefined && { sessionToken }),
        ...(expiration !== undefined && { expiration }),
      },
    };
  } catch (error) {
    if (error instanceof Problem) return { problem: toProblemRecord(error) };
    return { message: error instanceof Error ? error.message : String(error) };
  }
}

async function ask(port: MessagePort): Promise<Credentials> {
  port.ref();
  try {
    const answered = once(port, "message");
    port.postMessage("credentials");
    // The main thread answers with nothing else.
    const [answer] = (await answered) as [Answer];
    if ("given" in answer) return answer.given;
    if ("problem" in answer) {
      const { code, message, hint } = answer.problem;
      throw new Problem(code, message, hint === undefined ? {} : { hint });
    }
    // The name tells what it is about, as that of the SDK's own errors does.
    throw Object.assign(new Error(answer.message), { name: "CredentialsProviderError" });
  } finally {
    port.unref();
  }
}

import { Problem } from "../../model/index.ts";

/** One sign-in to the console by account, user name and password. */
export interface SignInAttempt {
  /** `https://signin.aws.amazon.com`, or the endpoint of a sandbox. */
  readonly endpoint: string;
  readonly account: string;
  readonly username: string;
  readonly password: string;
  readonly userAgent: string;
}

/** Posts the console's own sign-in form once; true: it let the user in. Throws a Problem when it answers something else. */
export async function signIn(attempt: SignInAttempt): Promise<boolean> {
  const { endpoint, account, username, password, userAgent } = attempt;
  const url = `${endpoint.replace(/\/+$/, "")}/authenticate`;
  let text: string;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "user-agent": userAgent, referer: endpoint },
      body: new URLSearchParams({
        action: "iam-user-authentication",
        account,
        username,
        password,
        client_id: "arn:aws:signin:::console/canvas",
        redirect_uri: "https://console.aws.amazon.com/console/home",
      }),
      redirect: "error",
      signal: AbortSignal.timeout(30_000),
    });
    text = await response.text();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Problem("aws.unreachable", `Console sign-in at ${endpoint}: ${reason}.`, { cause });
  }
  const result = resultIn(text);
  if (result === "SUCCESS") return true;
  if (result === "FAILURE") return false;
  throw new Problem(
    "aws.refused",
    `Console sign-in at ${endpoint} answered ${result ?? "something else than a result"}.`,
    {
      hint: "Sign in by hand, in a browser, if this account wants more than a password.",
    },
  );
}

/** Where users of a partition sign in. */
export function signInEndpoint(partition: string): string {
  if (partition === "aws-cn") return "https://signin.amazonaws.cn";
  return partition === "aws-us-gov" ? "https://signin.amazonaws-us-gov.com" : "https://signin.aws.amazon.com";
}

function resultIn(text: string): string | undefined {
  try {
    // Whatever it is, it is looked at member by member.
    const { properties } = JSON.parse(text) as { readonly properties?: { readonly result?: unknown } };
    const result = properties?.result;
    return typeof result === "string" ? result.slice(0, 40) : undefined;
  } catch {
    return undefined;
  }
}

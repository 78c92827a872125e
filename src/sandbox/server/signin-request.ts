import { AwsError } from "../aws-error.ts";
import type { Input } from "../call.ts";
import type { WireRequest, WireResponse } from "../wire/index.ts";

/** A request to the sign-in pages: its operation, and as input its fields as they are. */
export function readSignin(request: WireRequest): { readonly operation: string; readonly input: Input } {
  const input: Record<string, unknown> = Object.create(null);
  for (const [name, value] of request.query) input[name] = value;
  for (const [name, value] of new URLSearchParams(Buffer.from(request.body).toString("utf8"))) input[name] = value;
  return { operation: operationOf(request.path, input["Action"]), input };
}

/** Sign-in answers 200 also when it refuses: the page tells from the content. */
export function writeSignin(output: object): WireResponse {
  return { status: 200, headers, body: JSON.stringify(output) };
}

export function writeSigninError({ shape, message, status }: AwsError): WireResponse {
  return { status: status ?? 400, headers, body: JSON.stringify({ error: shape, message }) };
}

const headers = { "content-type": "application/json" };

function operationOf(path: string, action: unknown): string {
  if (path === "/authenticate") return "Authenticate";
  if (path === "/switchrole") return "SwitchRole";
  if (path === "/logout") return "Logout";
  if (action === "getSigninToken") return "GetSigninToken";
  if (action === "login") return "Login";
  throw new AwsError("InvalidAction", "The federation endpoint has the actions getSigninToken and login.", 400);
}

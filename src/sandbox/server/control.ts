import type { WireResponse } from "../wire/index.ts";

/** Something that the sandbox's owner may ask for under `/_sandbox/`. Takes parsed JSON, and answers an object. */
export type Control = (input: Readonly<Record<string, unknown>>) => object | Promise<object>;

/** By the last part of the path: `tick`. */
export type Controls = { readonly [name: string]: Control };

/** Input that a control does not take; the client is told why. */
export class ControlFault extends Error {}

export const controlPrefix = "/_sandbox/";

/** Browsers send no header of this name to another site without asking first, and we never say yes. */
const controlHeader = "x-trailproof-control";

export interface ControlRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: Buffer;
}

/** Answers a request under `/_sandbox/`: GET asks (`health`), POST does. */
export async function answerControl(controls: Controls, request: ControlRequest): Promise<WireResponse> {
  const name = request.path.slice(controlPrefix.length);
  const control = Object.hasOwn(controls, name) ? controls[name] : undefined;
  if (control === undefined)
    return json(404, { error: `There is no ${name}. There is: ${Object.keys(controls).join(", ")}.` });
  const isQuestion = request.method === "GET" && name === "health";
  if (!isQuestion && request.method !== "POST") return json(405, { error: `${name} is asked for by POST.` });
  if (!isQuestion && request.headers[controlHeader] !== "1") {
    return json(403, { error: `The header ${controlHeader}: 1 is missing.` });
  }
  try {
    return json(200, await control(inputOf(request.body)));
  } catch (error) {
    if (error instanceof ControlFault) return json(400, { error: error.message });
    throw error;
  }
}

function inputOf(body: Buffer): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {};
  let input: unknown;
  try {
    input = JSON.parse(body.toString("utf8"));
  } catch {
    throw new ControlFault("The body is not JSON.");
  }
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new ControlFault("The body is not a JSON object.");
  }
  // Parsed JSON that is neither list nor simple value has only string keys.
  return input as Readonly<Record<string, unknown>>;
}

function json(status: number, body: object): WireResponse {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

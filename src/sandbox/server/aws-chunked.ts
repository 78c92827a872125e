import { AwsError } from "../aws-error.ts";

export interface Unchunked {
  readonly body: Uint8Array;
  /** What came after the last chunk; names in lower case. */
  readonly trailers: ReadonlyMap<string, string>;
}

/**
 * Takes a body of `Content-Encoding: aws-chunked` apart ("Signature calculations: transferring payload in multiple chunks", S3 API
 * Reference). Signatures of chunks are passed over. Throws an {@link AwsError} where the body is no such thing or is cut off.
 */
export function unchunk(bytes: Buffer, decodedLength: number | undefined): Unchunked {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const header = lineAt(bytes, at);
    const size = sizeOf(header.text);
    at = header.next;
    if (size === 0) break;
    if (at + size + 2 > bytes.length) throw incomplete();
    parts.push(bytes.subarray(at, at + size));
    at += size;
    if (bytes[at] !== 13 || bytes[at + 1] !== 10) throw malformed();
    at += 2;
  }
  const body = Buffer.concat(parts);
  if (decodedLength !== undefined && decodedLength !== body.length) throw incomplete();
  return { body, trailers: trailersAt(bytes, at) };
}

/** Long enough for a size and a signature. */
const maxLine = 4096;

function lineAt(bytes: Buffer, at: number): { readonly text: string; readonly next: number } {
  const end = bytes.subarray(at, at + maxLine).indexOf("\r\n");
  if (end === -1) throw bytes.length - at > maxLine ? malformed() : incomplete();
  return { text: bytes.toString("latin1", at, at + end), next: at + end + 2 };
}

function sizeOf(header: string): number {
  const match = /^([0-9a-fA-F]{1,8})(;.*)?$/.exec(header);
  if (match === null) throw malformed();
  return Number.parseInt(match[1] ?? "", 16);
}

function trailersAt(bytes: Buffer, from: number): ReadonlyMap<string, string> {
  const trailers = new Map<string, string>();
  const lines = bytes.toString("latin1", from, from + 16 * maxLine).split(/\r?\n/);
  for (const line of lines) {
    if (line === "") continue;
    const at = line.indexOf(":");
    if (at <= 0) throw malformed();
    trailers.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim());
  }
  return trailers;
}

function incomplete(): AwsError {
  return new AwsError(
    "IncompleteBody",
    "You did not provide the number of bytes specified by the Content-Length HTTP header",
    400,
  );
}

function malformed(): AwsError {
  return new AwsError("InvalidRequest", "The body is not as aws-chunked says.", 400);
}

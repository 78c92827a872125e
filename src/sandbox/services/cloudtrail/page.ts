import { createHash } from "node:crypto";
import { AwsError } from "../../aws-error.ts";

export interface Page<T> {
  readonly items: readonly T[];
  /** Undefined: there are no more. */
  readonly next?: string;
}

/** `parameters`: a token is good for the same ones only. Throws InvalidNextTokenException. */
export function pageOf<T>(all: readonly T[], size: number, token: string | undefined, parameters: string): Page<T> {
  const from = token === undefined ? 0 : placeIn(token, parameters);
  const items = all.slice(from, from + size);
  return from + size < all.length ? { items, next: tokenFor(from + size, parameters) } : { items };
}

export function tokenFor(place: number, parameters: string): string {
  return Buffer.from(JSON.stringify([place, digest(parameters)])).toString("base64");
}

export function placeIn(token: string, parameters: string): number {
  const [place, of] = contents(token);
  if (typeof place !== "number" || !Number.isSafeInteger(place) || place < 0 || of !== digest(parameters)) {
    throw new AwsError("InvalidNextTokenException", "Invalid NextToken");
  }
  return place;
}

function contents(token: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, "base64").toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function digest(parameters: string): string {
  return createHash("sha256").update(parameters).digest("hex").slice(0, 16);
}

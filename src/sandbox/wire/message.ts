/** A request as wire/ wants it: its body unpacked, its path as it was sent. */
export interface WireRequest {
  readonly method: string;
  /** Percent-encoded, without the query. */
  readonly path: string;
  /** Decoded, in order; a key without a value has an empty one. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string };
  readonly body: Uint8Array;
  /** Of `bucket.localhost`; undefined: the path begins with it. */
  readonly hostBucket?: string;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | Uint8Array;
}

/** What an answer carries beside its content. */
export interface Ids {
  readonly requestId: string;
  /** `/bucket/key`, as S3's errors tell it. */
  readonly resource: string;
  readonly head: boolean;
}

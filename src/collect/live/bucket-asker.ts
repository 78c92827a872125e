import type { S3Client } from "@aws-sdk/client-s3";
import type { With } from "./connection.ts";
import type { Asked, Session } from "./session.ts";

export type S3 = With<S3Client, typeof import("@aws-sdk/client-s3")>;

/** Asks about one bucket, in its region once that is known. */
export interface BucketAsker {
  readonly bucket: string;
  readonly region: () => string;
  ask<T>(
    action: string,
    unknown: string,
    answers: readonly string[],
    send: (s3: S3, options: { readonly abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<Asked<T>>;
}

/** `region`: the most likely one. S3 refuses to answer elsewhere and says in its refusal where the bucket is. */
export function bucketAsker(session: Session, bucket: string, region: string): BucketAsker {
  let place = region;
  return {
    bucket,
    region: () => place,
    async ask(action, unknown, answers, send) {
      const partition = place.startsWith("cn-") ? "aws-cn" : place.startsWith("us-gov-") ? "aws-us-gov" : "aws";
      const call = { action, resource: `arn:${partition}:s3:::${bucket}`, unknown };
      const s3 = await session.connection.s3(place);
      const asked = await session.ask({ ...call, answers: [...answers, ...elsewhere] }, (o) => send(s3, o));
      if (asked.ok || !asked.isAnswer || !elsewhere.includes(asked.code)) return asked;
      const there = regionIn(asked.error);
      if (there !== undefined && there !== place) place = there;
      const other = await session.connection.s3(place);
      return session.ask({ ...call, answers }, (o) => send(other, o));
    },
  };
}

const elsewhere = [
  "PermanentRedirect",
  "TemporaryRedirect",
  "AuthorizationHeaderMalformed",
  "IllegalLocationConstraintException",
  "301",
  "307",
];

/** Source: S3 API Reference, "Error responses": the header of a redirect, the `Region` of a wrong signature's scope. */
function regionIn(error: unknown): string | undefined {
  // What the SDK throws for S3 has the answer and the members of its XML.
  const { $response, Region } = error as {
    readonly $response?: { readonly headers?: { readonly [name: string]: string | undefined } };
    readonly Region?: unknown;
  };
  const named = $response?.headers?.["x-amz-bucket-region"] ?? Region;
  return typeof named === "string" && /^[a-z]{2}(-[a-z]+)+-\d$/.test(named) ? named : undefined;
}

import type { GetObjectCommandOutput, S3Client } from "@aws-sdk/client-s3";
import type { Archive } from "./archive.ts";
import { type AwsOptions, clientOptions } from "./aws-options.ts";
import { awsCode, awsProblem, awsStatus } from "./aws-problems.ts";
import { createLimit } from "./limit.ts";

export interface S3Options extends AwsOptions {
  /** Objects that are read at the same time; 32 unless given. */
  readonly concurrency?: number;
}

/** A bucket, in whatever region it is. Throws Problems: it does not exist, may not be listed, there are no credentials. */
export async function openBucket(bucket: string, options: S3Options): Promise<Archive> {
  const sdk = await import("@aws-sdk/client-s3");
  const named = options.endpointUrl ?? process.env["AWS_ENDPOINT_URL_S3"] ?? process.env["AWS_ENDPOINT_URL"];
  const limit = createLimit(options.concurrency ?? 32);
  /** Clients by the bucket that they are for. */
  const clients = new Map<string, Promise<S3Client>>();
  await clientFor(bucket);

  return {
    name: `s3://${bucket}`,
    bucket,
    async *list(prefix, after) {
      const client = await clientFor(bucket);
      let token: string | undefined;
      do {
        const input = { Bucket: bucket, Prefix: prefix, EncodingType: "url" as const };
        const place = token === undefined ? { StartAfter: after } : { ContinuationToken: token };
        const answer = await ask("s3:ListBucket", () =>
          client.send(new sdk.ListObjectsV2Command({ ...input, ...place })),
        );
        yield (answer.Contents ?? []).flatMap(({ Key, LastModified }) =>
          Key === undefined ? [] : [{ key: decodeKey(Key), ...(LastModified && { storedAt: LastModified.getTime() }) }],
        );
        token = answer.IsTruncated === true ? answer.NextContinuationToken : undefined;
      } while (token !== undefined);
    },
    folders: async (prefix) => {
      const client = await clientFor(bucket);
      const names: string[] = [];
      let token: string | undefined;
      do {
        const input = { Bucket: bucket, Prefix: prefix, Delimiter: "/", EncodingType: "url" as const };
        const answer = await ask("s3:ListBucket", () =>
          client.send(new sdk.ListObjectsV2Command({ ...input, ContinuationToken: token })),
        );
        for (const { Prefix = "" } of answer.CommonPrefixes ?? []) {
          names.push(decodeKey(Prefix).slice(prefix.length, -1));
        }
        token = answer.IsTruncated === true ? answer.NextContinuationToken : undefined;
      } while (token !== undefined);
      return names;
    },
    get: (key, read, other) =>
      limit(() =>
        again(async () => {
          const client = await clientFor(other ?? bucket);
          const answer = await found(() =>
            ask("s3:GetObject", () => client.send(new sdk.GetObjectCommand({ Bucket: other ?? bucket, Key: key }))),
          );
          return answer === undefined ? undefined : readBody(() => read(objectOf(answer)));
        }),
      ),
  };

  function clientFor(name: string): Promise<S3Client> {
    const known = clients.get(name);
    if (known !== undefined) return known;
    const made = makeClient(name);
    clients.set(name, made);
    return made;
  }

  async function makeClient(name: string): Promise<S3Client> {
    const first = newClient(options.region);
    const region = await regionOf(first, name);
    if (region === undefined || region === options.region) return first;
    first.destroy();
    return newClient(region);
  }

  function newClient(region: string): S3Client {
    const client = new sdk.S3Client({
      ...clientOptions({ ...options, region }),
      // Hashes are compared anyway; the SDK's own checksums would be made of the same bytes once more.
      responseChecksumValidation: "WHEN_REQUIRED",
      requestChecksumCalculation: "WHEN_REQUIRED",
      // Elsewhere names of buckets are seldom names of hosts.
      forcePathStyle: named !== undefined,
    });
    // It looks at every answer, also where nobody logs.
    client.middlewareStack.remove("loggerMiddleware");
    return client;
  }

  /** Undefined: nobody tells, so that the one at hand is tried. */
  async function regionOf(client: S3Client, name: string): Promise<string | undefined> {
    try {
      return (await client.send(new sdk.HeadBucketCommand({ Bucket: name }))).BucketRegion;
    } catch (error) {
      const told = regionHeader(error);
      if (told !== undefined) return told;
      if (awsStatus(error) === 404) throw awsProblem(noSuchBucket(name, error), "s3:ListBucket");
      if (awsStatus(error) === undefined) throw awsProblem(error, "s3:ListBucket");
      return undefined;
    }
  }
}

/** Another bucket's region comes with the refusal to talk about it. */
function regionHeader(error: unknown): string | undefined {
  // The SDK's errors hold the answer that they were made of.
  const { $response } = error as { readonly $response?: { readonly headers?: Readonly<Record<string, string>> } };
  return $response?.headers?.["x-amz-bucket-region"];
}

/** Answers to HEAD have no text. */
function noSuchBucket(name: string, cause: unknown): Error {
  return Object.assign(new Error(`The bucket ${name} does not exist`, { cause }), {
    name: "NoSuchBucket",
    $metadata: { httpStatusCode: 404 },
  });
}

function objectOf({
  Body,
  ContentLength,
  Metadata = {},
}: GetObjectCommandOutput): Parameters<Parameters<Archive["get"]>[1]>[0] {
  return {
    // In Node a body is a stream of bytes.
    chunks: (Body ?? emptyBody()) as AsyncIterable<Buffer>,
    size: ContentLength,
    metadata: async () => new Map(Object.entries(Metadata).map(([name, value]) => [name.toLowerCase(), value])),
  };
}

async function* emptyBody(): AsyncGenerator<Buffer> {}

async function ask<T>(call: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw awsProblem(error, call);
  }
}

/** What breaks while a body is read is the connection; anything else is no matter of AWS. */
async function readBody<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof Error && "code" in error ? awsProblem(error, "s3:GetObject") : error;
  }
}

async function found<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const code = awsCode((error as Error).cause);
    if (code === "NoSuchKey" || code === "NotFound") return undefined;
    throw error;
  }
}

/** The SDK repeats calls that were not answered; a connection that breaks in the middle of a body is left to us. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (const delayMs of [100, 400, 1600]) {
    try {
      return await work();
    } catch (error) {
      if (!isBrokenConnection((error as Error).cause)) throw error;
      await new Promise((resolve) => setTimeout(resolve, delayMs * (0.5 + Math.random())));
    }
  }
  return work();
}

function isBrokenConnection(cause: unknown): boolean {
  if (!(cause instanceof Error) || awsCode(cause) !== undefined) return false;
  return (
    "code" in cause && /^(ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|ERR_STREAM_PREMATURE_CLOSE)$/.test(String(cause.code))
  );
}

function decodeKey(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}

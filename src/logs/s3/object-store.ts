import type { GetObjectCommandOutput, S3Client } from "@aws-sdk/client-s3";
import { retryOnlyTimeErrors } from "../../aws/index.ts";
import { type AwsOptions, clientOptions } from "../aws/aws-options.ts";
import { awsCode, awsProblem, awsStatus } from "../aws/aws-problems.ts";
import { createServerClock } from "../aws/server-clock.ts";

/** Buckets as they are asked, each in whatever region it is. All calls throw Problems. */
export interface ObjectStore {
  /** Throws where the bucket does not exist or nobody can be asked. */
  open(bucket: string): Promise<void>;
  /** In the order of the keys. */
  list(bucket: string, query: ObjectQuery): AsyncIterable<ObjectPage>;
  /** Undefined: there is no such object. */
  get(bucket: string, key: string, rest?: RestOfObject): Promise<GotObject | undefined>;
  /** S3's clock by its last answer, milliseconds since 1970. Undefined: it has not answered yet. */
  now(): number | undefined;
  close(): void;
}

export interface ObjectQuery {
  readonly prefix: string;
  /** Only keys behind this one. */
  readonly after?: string | undefined;
  /** Keys with a further slash are told as folders. */
  readonly folders?: boolean;
}

export interface ObjectPage {
  readonly objects: readonly PageObject[];
  /** Whole prefixes, each with its slash at the end. */
  readonly folders: readonly string[];
  readonly isLast: boolean;
}

interface PageObject {
  readonly key: string;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly storedAt?: number;
}

/** What is left of an object of which a part was read. */
export interface RestOfObject {
  readonly from: number;
  /** Of the object whose beginning was read: of another one, the rest is refused. */
  readonly etag: string;
}

export interface GotObject {
  /** Stored, as it is: compressed where it is compressed. */
  readonly chunks: AsyncIterable<Buffer>;
  readonly size: number | undefined;
  readonly etag: string | undefined;
  readonly storedAt: number | undefined;
  /** Names in lower case, without `x-amz-meta-`. */
  readonly metadata: ReadonlyMap<string, string>;
}

export async function openObjectStore(options: AwsOptions): Promise<ObjectStore> {
  const sdk = await import("@aws-sdk/client-s3");
  const named = options.endpointUrl ?? process.env["AWS_ENDPOINT_URL_S3"] ?? process.env["AWS_ENDPOINT_URL"];
  const clock = createServerClock();
  /** Clients by the bucket that they are for. */
  const clients = new Map<string, Promise<S3Client>>();

  return {
    open: async (bucket) => void (await clientFor(bucket)),
    async *list(bucket, { prefix, after, folders }) {
      const client = await clientFor(bucket);
      const input = {
        Bucket: bucket,
        Prefix: prefix,
        EncodingType: "url" as const,
        ...(folders === true && { Delimiter: "/" }),
      };
      let token: string | undefined;
      do {
        const place = token === undefined ? { StartAfter: after } : { ContinuationToken: token };
        const answer = await ask("s3:ListBucket", () =>
          client.send(new sdk.ListObjectsV2Command({ ...input, ...place })),
        );
        token = answer.IsTruncated === true ? answer.NextContinuationToken : undefined;
        yield {
          objects: (answer.Contents ?? []).flatMap(({ Key, Size = 0, LastModified }) =>
            Key === undefined
              ? []
              : [{ key: decodeKey(Key), size: Size, ...(LastModified && { storedAt: LastModified.getTime() }) }],
          ),
          folders: (answer.CommonPrefixes ?? []).map(({ Prefix = "" }) => decodeKey(Prefix)),
          isLast: token === undefined,
        };
      } while (token !== undefined);
    },
    get: async (bucket, key, rest) => {
      const client = await clientFor(bucket);
      const part = rest === undefined ? {} : { Range: `bytes=${rest.from}-`, IfMatch: rest.etag };
      const answer = await found(() =>
        ask("s3:GetObject", () => client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: key, ...part }))),
      );
      return answer === undefined ? undefined : objectOf(answer);
    },
    now: () => clock.now(),
    close() {
      for (const client of clients.values()) {
        client.then(
          (made) => made.destroy(),
          () => {},
        );
      }
    },
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
      // Hashes are compared where they count; the SDK's own checksums would be made of the same bytes once more.
      responseChecksumValidation: "WHEN_REQUIRED",
      requestChecksumCalculation: "WHEN_REQUIRED",
      // Elsewhere names of buckets are seldom names of hosts.
      forcePathStyle: named !== undefined,
    });
    // It looks at every answer, also where nobody logs.
    client.middlewareStack.remove("loggerMiddleware");
    clock.watch(client);
    retryOnlyTimeErrors(client);
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

function objectOf({ Body, ContentLength, ETag, LastModified, Metadata = {} }: GetObjectCommandOutput): GotObject {
  return {
    // In Node a body is a stream of bytes.
    chunks: (Body ?? emptyBody()) as AsyncIterable<Buffer>,
    size: ContentLength,
    etag: ETag,
    storedAt: LastModified?.getTime(),
    metadata: new Map(Object.entries(Metadata).map(([name, value]) => [name.toLowerCase(), value])),
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

async function found<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const code = awsCode((error as Error).cause);
    if (code === "NoSuchKey" || code === "NotFound") return undefined;
    throw error;
  }
}

function decodeKey(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}

import { type BucketPlace, Problem } from "../../../model/index.ts";
import { toProblem } from "../../sdk/problems.ts";
import { awsCode } from "../sdk/ask.ts";
import type { TrailAws } from "../sdk/trail-clients.ts";

/**
 * Asks for a bucket, in whatever region it is. A bucket that one may not look at counts as another's. Throws Problems.
 *
 * Source: Amazon S3 API Reference, HeadBucket: 301 tells another region, 403 another owner or a missing permission, 404 none.
 */
export async function findBucket({ clients, account }: TrailAws, name: string, asked: string): Promise<BucketPlace> {
  let region = asked;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const { client, sdk } = await clients.s3(region);
    try {
      const { BucketRegion } = await client.send(
        new sdk.HeadBucketCommand({ Bucket: name, ExpectedBucketOwner: account }),
      );
      return { region: BucketRegion || region };
    } catch (error) {
      const status = statusOf(error);
      if (status === 404) return "free";
      const told = toldRegion(error);
      if (status === 403) return "taken";
      if (told === undefined || told === region) throw toProblem(error, "HeadBucket");
      region = told;
    }
  }
  throw new Problem("aws.refused", `HeadBucket: ${name} is not where S3 says that it is.`);
}

/** Answers to HEAD have no body, so that there is only the status. */
function statusOf(error: unknown): number | undefined {
  // Errors of the SDK tell the status that they came with.
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  if (awsCode(error) === "NotFound" || awsCode(error) === "NoSuchBucket") return 404;
  return $metadata?.httpStatusCode;
}

function toldRegion(error: unknown): string | undefined {
  // The SDK hangs the response to its errors.
  const { $response } = error as { $response?: { headers?: Readonly<Record<string, string>> } };
  return $response?.headers?.["x-amz-bucket-region"];
}

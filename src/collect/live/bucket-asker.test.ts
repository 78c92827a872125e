import { describe, expect, test } from "vitest";
import { bucketAsker } from "./bucket-asker.ts";
import type { Connection } from "./connection.ts";
import { startSession } from "./session.ts";

const refusal = (name: string, status: number, more: object): Error =>
  Object.assign(new Error("elsewhere"), { name, $metadata: { httpStatusCode: status }, ...more });

describe("a bucket in another region than its trail is found by what S3 answers", () => {
  test.each([
    ["PermanentRedirect", 301, { $response: { headers: { "x-amz-bucket-region": "eu-central-1" } } }],
    ["AuthorizationHeaderMalformed", 400, { Region: "eu-central-1" }],
    ["IllegalLocationConstraintException", 400, { $response: { headers: { "x-amz-bucket-region": "eu-central-1" } } }],
  ])("%s", async (name, status, more) => {
    const asked: string[] = [];
    const connection = {
      s3: async (region: string) => ({ region }),
      scrub: (text: string) => text,
    } as unknown as Connection; // All that asking about a bucket needs.
    const session = startSession(connection);
    const asker = bucketAsker(session, "logs", "us-east-1");
    const send = async (s3: unknown): Promise<{ readonly ok: string }> => {
      const { region } = s3 as { readonly region: string };
      asked.push(region);
      if (region === "us-east-1") throw refusal(name, status, more);
      return { ok: region };
    };
    expect(await asker.ask("s3:GetBucketAcl", "who may read", [], send)).toEqual({
      ok: true,
      value: { ok: "eu-central-1" },
    });
    await asker.ask("s3:GetBucketPolicy", "who may read", [], send);
    expect(asked).toEqual(["us-east-1", "eu-central-1", "eu-central-1"]);
    expect([asker.region(), session.failures]).toEqual(["eu-central-1", []]);
  });

  test("a region that is none is not gone to", async () => {
    const connection = {
      s3: async (region: string) => ({ region }),
      scrub: (text: string) => text,
    } as unknown as Connection; // All that asking about a bucket needs.
    const session = startSession(connection);
    const asker = bucketAsker(session, "logs", "us-east-1");
    const answer = await asker.ask("s3:GetBucketAcl", "who may read", [], async () => {
      throw refusal("PermanentRedirect", 301, {
        $response: { headers: { "x-amz-bucket-region": "evil.example.com/" } },
      });
    });
    expect(answer.ok).toBe(false);
    expect(asker.region()).toBe("us-east-1");
    expect(session.failures).toMatchObject([{ code: "PermanentRedirect", resource: "arn:aws:s3:::logs" }]);
  });
});

import type { Caller, Input, Output } from "../../call.ts";
import { createTestSandbox, type TestSandbox } from "../../sandbox.fixture.ts";

/** A sandbox with one bucket, and short words for what is asked of it. */
export interface S3Bench {
  readonly sandbox: TestSandbox;
  s3(operation: string, input?: Input, as?: Caller, region?: string): Output;
  /** The error's code. */
  refusal(operation: string, input?: Input, as?: Caller, region?: string): string;
  /** Puts an object whose text is its key, if no other is given. */
  put(key: string, text?: string, more?: Input): Output;
}

export const bucket = "demo-bucket";
export const other: Caller = { kind: "root", account: "444455556666", accessKeyId: "AKIASANDBOXOTHER0000" };

export function createBench(): S3Bench {
  const sandbox = createTestSandbox();
  sandbox.ask("s3", "CreateBucket", { Bucket: bucket });
  const asked = (as?: Caller, region?: string): object => ({
    ...(as && { as }),
    ...(region !== undefined && { region }),
  });
  const s3 = (operation: string, input: Input = {}, as?: Caller, region?: string): Output =>
    sandbox.ask("s3", operation, input, asked(as, region));
  return {
    sandbox,
    s3,
    refusal: (operation, input = {}, as, region) => sandbox.refusal("s3", operation, input, asked(as, region)).shape,
    put: (key, text = key, more = {}) =>
      s3("PutObject", { Bucket: bucket, Key: key, Body: Buffer.from(text), ...more }),
  };
}

/** The body as text. */
export function text(output: Output): string {
  const { Body } = output;
  if (!(Body instanceof Uint8Array)) throw new Error("no body");
  return Buffer.from(Body).toString();
}

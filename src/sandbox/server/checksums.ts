import { AwsError } from "../aws-error.ts";
import { checksumAlgorithms, digest } from "../checksum/algorithms.ts";

/** Compares a body with every checksum that came with it; throws an {@link AwsError} (BadDigest, InvalidDigest) when one differs. */
export function checkChecksums(body: Uint8Array, headers: { readonly [name: string]: string }): void {
  const md5 = headers["content-md5"];
  if (md5 !== undefined) checkMd5(body, md5);
  for (const [name, compute] of checksumAlgorithms) {
    const given = headers[`x-amz-checksum-${name}`];
    if (given === undefined || given === "") continue;
    if (compute(body) !== given) {
      throw new AwsError(
        "BadDigest",
        `The ${name.toUpperCase()} you specified did not match the calculated checksum.`,
        400,
      );
    }
  }
}

function checkMd5(body: Uint8Array, given: string): void {
  if (!/^[A-Za-z0-9+/]{22}==$/.test(given)) {
    throw new AwsError("InvalidDigest", "The Content-MD5 you specified was invalid.", 400);
  }
  if (digest("md5", body) !== given) {
    throw new AwsError("BadDigest", "The Content-MD5 you specified did not match what we received.", 400);
  }
}

import { createHash } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import { crcs } from "./crc.ts";

/** Compares a body with every checksum that came with it; throws an {@link AwsError} (BadDigest, InvalidDigest) when one differs. */
export function checkChecksums(body: Uint8Array, headers: { readonly [name: string]: string }): void {
  const md5 = headers["content-md5"];
  if (md5 !== undefined) checkMd5(body, md5);
  for (const [name, compute] of algorithms) {
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

const algorithms: readonly (readonly [name: string, compute: (body: Uint8Array) => string])[] = [
  ...Object.entries(crcs),
  ["sha1", (body) => createHash("sha1").update(body).digest("base64")],
  ["sha256", (body) => createHash("sha256").update(body).digest("base64")],
  ["sha512", (body) => createHash("sha512").update(body).digest("base64")],
  ["md5", (body) => createHash("md5").update(body).digest("base64")],
];

function checkMd5(body: Uint8Array, given: string): void {
  if (!/^[A-Za-z0-9+/]{22}==$/.test(given)) {
    throw new AwsError("InvalidDigest", "The Content-MD5 you specified was invalid.", 400);
  }
  if (createHash("md5").update(body).digest("base64") !== given) {
    throw new AwsError("BadDigest", "The Content-MD5 you specified did not match what we received.", 400);
  }
}

import { createHash } from "node:crypto";

/**
 * Root of the Merkle tree over the leaves, hex SHA-256. Leaves and nodes are hashed with different first bytes, so that no node
 * can pass for a leaf; a tree of n leaves is split at the largest power of two below n. Source: RFC 6962, section 2.1.
 */
export function merkleRoot(leaves: readonly string[]): string {
  return rootOf(leaves.map((leaf) => hashOf(leafPrefix, Buffer.from(leaf)))).toString("hex");
}

const leafPrefix = Buffer.from([0]);
const nodePrefix = Buffer.from([1]);

function rootOf(hashes: readonly Buffer[]): Buffer {
  const [first] = hashes;
  if (first === undefined) return createHash("sha256").digest();
  if (hashes.length === 1) return first;
  const split = 2 ** Math.floor(Math.log2(hashes.length - 1));
  return hashOf(nodePrefix, rootOf(hashes.slice(0, split)), rootOf(hashes.slice(split)));
}

function hashOf(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

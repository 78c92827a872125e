/** Two unsigned 32-bit numbers for an `eventID`. */
export interface IdHash {
  low: number;
  high: number;
}

/**
 * Hashes an `eventID` into `into`, which is reused: every event passes through here. `seed` keeps whoever writes events
 * from choosing ids that collide; it is made at random once a run, the same for all threads.
 */
export function hashId(id: string, seed: number, into: IdHash): void {
  let a = (seed ^ 0x9e3779b9) | 0;
  let b = Math.imul(seed, 0x85ebca6b) | 0;
  for (let at = 0; at < id.length; at += 2) {
    // Behind the end it is NaN, which counts as 0.
    const pair = id.charCodeAt(at) | (id.charCodeAt(at + 1) << 16);
    a = Math.imul(a ^ pair, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b + pair, 0x5bd1e995);
    b ^= b >>> 13;
  }
  into.low = mix(a ^ id.length);
  into.high = mix(b + Math.imul(a, 0x297a2d39));
}

/** Source: the finalizer of MurmurHash3, which is in the public domain. */
function mix(value: number): number {
  let v = value;
  v = Math.imul(v ^ (v >>> 16), 0x85ebca6b);
  v = Math.imul(v ^ (v >>> 13), 0xc2b2ae35);
  return (v ^ (v >>> 16)) >>> 0;
}

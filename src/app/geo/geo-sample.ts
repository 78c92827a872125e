/** The part of a database reader that is needed here. */
export interface PrefixReader {
  getWithPrefixLength(address: string): [unknown, number];
}

/**
 * The first records of a database, from the lowest address on. A broken file throws whatever its reader throws.
 */
export function sampleRecords(reader: PrefixReader, ipVersion: number): readonly unknown[] {
  const records: unknown[] = [];
  const bits = ipVersion === 4 ? 32n : 128n;
  let address = 0n;
  for (let step = 0; step < maxSteps && records.length < maxRecords && address < 1n << bits; step += 1) {
    const [record, prefixLength] = reader.getWithPrefixLength(textOf(address, ipVersion));
    if (record !== null) records.push(record);
    const size = 1n << (bits - BigInt(Math.min(prefixLength, Number(bits))));
    address = (address / size + 1n) * size;
  }
  return records;
}

/** Empty networks are skipped as wholes; a tree has few of them before its first record. */
const maxSteps = 512;
const maxRecords = 8;

function textOf(address: bigint, ipVersion: number): string {
  const [count, bits] = ipVersion === 4 ? [4, 8n] : [8, 16n];
  const groups = Array.from(
    { length: count },
    (_, at) => (address >> (BigInt(count - 1 - at) * bits)) & ((1n << bits) - 1n),
  );
  return ipVersion === 4 ? groups.join(".") : groups.map((group) => group.toString(16)).join(":");
}

/** What the parts of the corpus call the same. */
export const account = "111122223333";
const endMs: number = Date.parse("2026-11-21T20:00:00Z");
export const spanMs: number = 90 * 86_400_000;
export const firstMs: number = endMs - spanMs;

export function roleArn(index: number): string {
  return `arn:aws:iam::${account}:role/role-${index}`;
}

export function roleId(index: number): string {
  return `AROABENCH${String(index).padStart(12, "0")}`;
}

export function isoSecond(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

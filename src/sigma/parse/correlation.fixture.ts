/** A rule that the tests' correlations refer to, with a mark behind it. */
export function base(name: string): string {
  return `title: Base ${name}\nname: ${name}\nlogsource: { product: aws }\ndetection: { s: { eventName: ${name} }, condition: s }\n---\n`;
}

/** A document whose `correlation` begins in line 2. */
export function document(...lines: readonly string[]): string {
  return `title: T\ncorrelation:\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

/** The lines of a plain correlation. */
export const count: readonly string[] = [
  "type: event_count",
  "rules: [a]",
  "group-by: [userIdentity.arn]",
  "timespan: 5m",
  "condition: { gte: 5 }",
];

/** Obviously made up, and long enough for every password policy. */
export function passwordOf(name: string): string {
  return `Sandbox-${name}-2026!`;
}

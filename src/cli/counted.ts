/** `1 rule`, `12 rules`; numbers as they are, for who reads them by machine. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

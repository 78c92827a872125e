/** Calls `listener` at the first Ctrl-C; the second one ends the process. Gives what takes that back. */
export function onInterrupt(listener: () => void): () => void {
  // The process' own listener exits at once.
  const others = process.listeners("SIGINT");
  process.removeAllListeners("SIGINT");
  const first = (): void => {
    process.once("SIGINT", () => process.exit(130));
    listener();
  };
  process.once("SIGINT", first);
  return () => {
    process.removeAllListeners("SIGINT");
    for (const other of others) process.once("SIGINT", other);
  };
}

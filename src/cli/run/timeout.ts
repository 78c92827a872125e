/**
 * Aborts when the seconds of `--timeout` are over; undefined: never. The signal's reason tells it from Ctrl-C. Gives what
 * stops the clock.
 */
export function startTimeout(seconds: number | undefined, abort: AbortController): () => void {
  if (seconds === undefined) return () => {};
  const over = (): void => abort.abort(new DOMException("the time of --timeout was over", "TimeoutError"));
  const timer = setTimeout(over, seconds * 1000);
  return () => clearTimeout(timer);
}

/** Whether the user ended it, not the clock. */
export function isInterrupted({ aborted, reason }: AbortSignal): boolean {
  return aborted && !(reason instanceof DOMException && reason.name === "TimeoutError");
}

import type { Io } from "./io.ts";
import type { CommonOptions } from "./options.ts";

export interface Progress {
  /** Says how far a phase is; drawn over the last one on a terminal. */
  show(text: string): void;
  /** Ends the phase: on a terminal its line goes; elsewhere its last state is said, where an earlier one was. */
  done(text?: string): void;
}

/**
 * Progress on stderr: one redrawn line on a terminal, at most one plain line in ten seconds elsewhere, nothing
 * with `--quiet` or `--no-progress`.
 */
export function startProgress(io: Io, options: CommonOptions, now: () => number = Date.now): Progress {
  if (options.quiet || !options.progress) return { show() {}, done() {} };
  const { stderr } = io;
  const terminal = stderr.isTTY === true && io.env["TERM"] !== "dumb";
  let last = now();
  /** Elsewhere than on a terminal: what was shown last, and is not yet said though something before it is. */
  let unsaid: string | undefined;
  let hasSaid = false;
  return {
    show(text) {
      unsaid = text;
      if (now() - last < (terminal ? redrawMs : plainLineMs)) return;
      last = now();
      unsaid = undefined;
      hasSaid = true;
      const width = (stderr.columns ?? 80) - 1;
      stderr.write(terminal ? `\r\x1b[2K${text.slice(0, width)}` : `${text}\n`);
    },
    done(text) {
      if (terminal) stderr.write("\r\x1b[2K");
      else if (hasSaid && unsaid !== undefined) stderr.write(`${unsaid}\n`);
      unsaid = undefined;
      hasSaid = false;
      if (text !== undefined) stderr.write(`${text}\n`);
    },
  };
}

const redrawMs = 100;
const plainLineMs = 10_000;

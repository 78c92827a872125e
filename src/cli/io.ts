/** The world as a command sees it, so that a test can hand in another one. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: { readonly [name: string]: string | undefined };
}

export interface Output {
  /** False: what was written waits in memory, until the event `drain`. */
  write(text: string): unknown;
  once?(event: "drain", listener: () => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Whether colour goes to `output`: the flag, then NO_COLOR and FORCE_COLOR, then whether it is a terminal that can. */
export function usesColor(output: Output, io: Io, flag: "auto" | "always" | "never"): boolean {
  if (flag !== "auto") return flag === "always";
  if (io.env["NO_COLOR"]) return false;
  if (io.env["FORCE_COLOR"]) return io.env["FORCE_COLOR"] !== "0";
  return output.isTTY === true && io.env["TERM"] !== "dumb";
}

/** Whether symbols beyond ASCII may be printed, by the locale. */
export function usesUnicode(io: Io): boolean {
  const locale = io.env["LC_ALL"] || io.env["LC_CTYPE"] || io.env["LANG"] || "";
  return locale === "" ? true : /utf-?8/i.test(locale);
}

import type { Call } from "../../call.ts";

/**
 * The time by which a code of an MFA device is judged, in milliseconds since 1970: the clock of the client that sends it, which is
 * what its authenticator goes by, where it tells one; else the sandbox's own.
 */
export function mfaTime({ http, world }: Call): number {
  const { "x-amz-date": amzDate = "", date = "" } = http.headers;
  const basic = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(amzDate);
  const [, ...parts] = basic ?? [];
  const [year = 0, month = 1, day, hour, minute, second] = parts.map(Number);
  const given = basic === null ? Date.parse(date) : Date.UTC(year, month - 1, day, hour, minute, second);
  return Number.isNaN(given) || given < 0 ? world.clock.now() : given;
}

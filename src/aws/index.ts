/** What every client of AWS's SDK is given here, whoever makes it: the time by AWS's clock, and no retries that only a wrong clock asks for. */
export { retryOnlyTimeErrors } from "./clock-skew.ts";
export { watchDates } from "./watch-dates.ts";

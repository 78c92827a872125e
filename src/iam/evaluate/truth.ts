import type { Certainty } from "./request.ts";

/** A three-valued answer as a number, so that "all of" is the least and "any of" the greatest. */
export type Truth = 0 | 1 | 2;

export const no: Truth = 0;
export const maybe: Truth = 1;
export const yes: Truth = 2;

/** True only if both are. */
export function both(a: Truth, b: Truth): Truth {
  return a < b ? a : b;
}

/** True if one of them is. */
export function either(a: Truth, b: Truth): Truth {
  return a > b ? a : b;
}

export function opposite(truth: Truth): Truth {
  return truth === yes ? no : truth === no ? yes : maybe;
}

export function truthOf(value: boolean): Truth {
  return value ? yes : no;
}

export function certainty(truth: Truth): Certainty {
  return truth === yes ? "yes" : truth === no ? "no" : "unknown";
}

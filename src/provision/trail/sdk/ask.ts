import { iamCode, toProblem } from "../../sdk/problems.ts";

/**
 * Asks, and turns what goes wrong into a Problem; undefined where AWS answers one of the codes for what is not there, which are
 * given without their ending `Exception`.
 */
export async function ask<T>(
  call: string,
  get: () => Promise<T>,
  absent: readonly string[] = [],
): Promise<T | undefined> {
  try {
    return await get();
  } catch (error) {
    if (absent.includes(awsCode(error) ?? "")) return undefined;
    throw toProblem(error, call);
  }
}

/** AWS's code of an error, without its ending; undefined for what did not come from AWS. */
export function awsCode(error: unknown): string | undefined {
  return iamCode(error);
}

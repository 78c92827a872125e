import { Problem } from "../../model/index.ts";

/** Keeps a Problem; anything else is a bug of ours and goes on. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  throw error;
}

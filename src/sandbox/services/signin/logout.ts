import type { Operation } from "../../call.ts";
import { consoleHome, succeeded } from "./page.ts";

/** CloudTrail records no sign-out. */
export const logout: Operation = { run: () => succeeded(consoleHome), trace: () => [] };

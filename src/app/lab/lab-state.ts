import { readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { Problem } from "../../model/index.ts";
import { type LabRun, labActivities, lockFile } from "../../provision/index.ts";
import { makeFolders, removeIfThere } from "../make-folders.ts";
import { readState, writeState } from "../state-file.ts";
import { makeWorkspace } from "../workspace.ts";

/** The runs of the lab that a workspace knows, each in a file of its own until it is cleaned up. */
export interface LabStates {
  readonly workspace: string;
  /** Oldest first. Throws a Problem `state.invalid` for a file that is no run. */
  all(): readonly LabRun[];
  /** Whole, and on disk when it returns. */
  save(run: LabRun): void;
  forget(run: LabRun): void;
  /** Keeps other processes from the lab of this workspace. Throws a Problem `journal.locked`. */
  lock(): { release(): void };
}

export function labStates(workspace: string): LabStates {
  const folder = join(workspace, "lab");
  const fileOf = ({ id }: Pick<LabRun, "id">): string => join(folder, `${id}.json`);
  return {
    workspace,
    all: () =>
      namesIn(folder)
        .map((name) => readRun(join(folder, name)))
        .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1)),
    save(run) {
      // What a run is made of is JSON.
      writeState(fileOf(run), JSON.parse(JSON.stringify(run)));
    },
    forget: (run) => removeIfThere(fileOf(run)),
    lock() {
      makeWorkspace(workspace);
      makeFolders(folder, 0o700);
      try {
        return lockFile(join(folder, "lock"));
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== "journal.locked") throw error;
        const { message, location, hint } = error;
        throw new Problem("journal.locked", message.replace("this plan", "the lab"), {
          ...(location !== undefined && { location }),
          ...(hint !== undefined && { hint }),
          cause: error,
        });
      }
    },
  };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => /^[0-9a-f-]{36}[.]json$/.test(name));
  } catch {
    // No run yet.
    return [];
  }
}

function readRun(file: string): LabRun {
  const parsed = runSchema.safeParse(readState(file));
  if (parsed.success) return parsed.data;
  throw new Problem("state.invalid", "This is not a run of the lab.", {
    location: { file },
    hint: "Look in IAM below the path /trailproof-lab/ for what it made, then remove this file.",
  });
}

const names = labActivities.map(({ activity }) => activity);

/** Names of what is removed follow from `id` and `account`, so that a file that was tampered with must not form others. */
const runSchema: z.ZodType<LabRun> = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal("lab-run"),
  id: z.uuid(),
  account: z.string().regex(/^\d{12}$/),
  partition: z.string().regex(/^aws[a-z-]*$/),
  region: z.string().regex(/^[a-z0-9-]+$/),
  endpoint: z.string().optional(),
  callerId: z.string(),
  startedAt: z.iso.datetime(),
  trail: z.object({ name: z.string(), isOurs: z.boolean() }),
  steps: z.array(z.object({ call: z.string(), target: z.string(), isDone: z.literal(true).optional() })),
  activities: z.array(
    z.object({
      activity: z.enum(names),
      state: z.enum(["todo", "done", "skipped"]),
      at: z.string().optional(),
      reason: z.string().optional(),
    }),
  ),
  isComplete: z.boolean(),
}) as z.ZodType<LabRun>; // zod says "or undefined" of members that may be left out.

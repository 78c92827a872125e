import { decodeText, parseJsonText, trailVerificationSchema } from "../../collect/index.ts";
import {
  isJsonObject,
  type Json,
  ownValue,
  Problem,
  type Snapshot,
  type SourceOrigin,
  type TrailVerification,
} from "../../model/index.ts";
import { readInput } from "../read-input.ts";

/**
 * The snapshot with what `trail verify --out summary=FILE` (or `json=FILE`) saved. A file that cannot be used is a problem and
 * a gap; `isUnusable`: there is no other.
 */
export async function withTrailVerdicts(
  snapshot: Snapshot,
  files: readonly string[],
): Promise<{ readonly snapshot: Snapshot; readonly problems: readonly Problem[]; readonly isUnusable: boolean }> {
  const read = await Promise.all(files.map(readVerification));
  const used = read.flatMap((one) => (one instanceof Problem ? [] : [one]));
  const problems = read.flatMap((one) => (one instanceof Problem ? [one] : []));
  const gaps = problems.map(({ message, location }) => ({ what: location?.file ?? "a file", cause: message }));
  const state = used.length === 0 ? "missing" : problems.length > 0 ? "partial" : "complete";
  const source = { state, origins: used.map(({ origin }) => origin), gaps } as const;
  const runs = used.map(({ verification }) => verification);
  return { snapshot: { ...snapshot, trailVerdicts: { source, runs } }, problems, isUnusable: used.length === 0 };
}

interface ReadVerification {
  readonly verification: TrailVerification;
  readonly origin: SourceOrigin;
}

async function readVerification(file: string): Promise<ReadVerification | Problem> {
  try {
    const { bytes, origin } = await readInput(file, maxBytes, new Date());
    const { text, problems } = decodeText(bytes, file);
    const [broken] = problems;
    if (broken !== undefined) return broken;
    return { verification: verificationOf(parseJsonText(text, file), file), origin };
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

/** With a verdict a line, which `json` has, of a million files. */
const maxBytes = 500 * 2 ** 20;

function verificationOf(json: Json, file: string): TrailVerification {
  const location = { file };
  if (!isJsonObject(json) || ownValue(json, "kind") !== "trail-verify") {
    throw new Problem("input.malformed", "This is not what `trail verify` saved.", {
      location,
      hint: "Save it with: trailproof trail verify TRAIL --from TIME --out summary=FILE (jsonl does not tell which time was verified).",
    });
  }
  if (ownValue(json, "schemaVersion") !== 1) {
    throw new Problem("input.unsupported", "It was saved by another version of trailproof.", {
      location,
      hint: "Run `trailproof trail verify` again.",
    });
  }
  const checked = trailVerificationSchema.safeParse(ownValue(json, "verification"));
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const where = ["verification", ...(issue?.path.map(String) ?? [])].join(".");
  throw new Problem("input.malformed", `This is not what \`trail verify\` saves: ${where}: ${issue?.message}.`, {
    location,
    hint: "Run `trailproof trail verify` again with --out summary=FILE.",
  });
}

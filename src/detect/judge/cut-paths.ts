import type { FieldPath } from "../../sigma/index.ts";

/**
 * At most `max` of the paths: where there are more, several are replaced by the object that they are in. The smallest object that
 * is enough goes first, and what `keep` holds, which many rules ask, goes last. Left over are paths that nothing joins; they are left out.
 */
export function cutPaths(
  paths: ReadonlySet<FieldPath>,
  max: number,
  keep: (path: FieldPath) => boolean,
): readonly FieldPath[] {
  let cut = paths;
  while (cut.size > max) {
    const object = objectToJoin(cut, cut.size - max, keep);
    if (object === undefined) break;
    cut = new Set([...[...cut].filter((path) => !isWithin(path, object)), object]);
  }
  return [...cut].slice(0, max);
}

function isWithin(path: FieldPath, object: FieldPath): boolean {
  return path === object || path.startsWith(`${object}.`);
}

function objectToJoin(
  paths: ReadonlySet<FieldPath>,
  excess: number,
  keep: (path: FieldPath) => boolean,
): FieldPath | undefined {
  const objects = [...countsWithin(paths)].filter(([, count]) => count > 1);
  const others = objects.filter(([object]) => !keep(object));
  const candidates = others.length > 0 ? others : objects;
  const enough = candidates.filter(([, count]) => count > excess);
  const [best] = enough.length > 0 ? enough.sort(([, a], [, b]) => a - b) : candidates.sort(([, a], [, b]) => b - a);
  return best?.[0];
}

/** How many paths are within each object, counting the object where it is a path itself. Deep objects come first. */
function countsWithin(paths: ReadonlySet<FieldPath>): ReadonlyMap<FieldPath, number> {
  const counts = new Map<FieldPath, number>();
  for (const path of paths) {
    const steps = path.split(".");
    for (let length = steps.length; length > 0; length -= 1) {
      const object = steps.slice(0, length).join(".");
      counts.set(object, (counts.get(object) ?? 0) + 1);
    }
  }
  return counts;
}

import type { ProblemRecord, SourceLocation } from "../../model/index.ts";
import { nearestName } from "../nearest-name.ts";

/** A warning for each placeholder of the configuration that no rule has: nobody else would say that its values do nothing. */
export function unknownPlaceholders(
  places: ReadonlyMap<string, SourceLocation>,
  known: ReadonlySet<string>,
): readonly ProblemRecord[] {
  return [...places].flatMap(([name, location]): readonly ProblemRecord[] => {
    if (known.has(name)) return [];
    const nearest = nearestName(name, [...known].sort());
    return [
      {
        code: "config.invalid",
        message: `No rule has a placeholder '${name}': its values do nothing.`,
        location,
        ...(nearest !== undefined && { hint: `Did you mean '${nearest}'?` }),
      },
    ];
  });
}

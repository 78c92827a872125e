import { isJsonObject, type Json, ownText } from "../../../model/index.ts";
import type { TrailAws } from "../sdk/trail-clients.ts";
import { type StateKind, type TrailStep, wholeOf } from "../step.ts";
import { bucketState } from "./bucket-state.ts";
import { extraState } from "./extra-state.ts";
import { trailState } from "./trail-state.ts";

/** What a step is about, as it is now. Throws Problems. */
export function readState(
  aws: TrailAws,
  { target, region, after = null }: Pick<TrailStep, "target" | "region"> & { readonly after?: Json },
  kind: StateKind,
): Promise<Json> {
  switch (wholeOf(kind)) {
    case "trail":
      return trailState(aws, kind, { arn: target, region, ...keyAliasOf(after) });
    case "bucket":
      return bucketState(aws, kind, { name: target, region });
    default:
      return extraState(aws, kind, { target, region });
  }
}

/** Plans name a key that they make by its alias; AWS answers the key itself. */
function keyAliasOf(after: Json): { readonly keyAlias?: string } {
  const key = isJsonObject(after) ? ownText(after, "KmsKeyId") : undefined;
  return key?.includes(":alias/") === true ? { keyAlias: key } : {};
}

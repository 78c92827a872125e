import { z } from "zod";
import type { TrailVerification } from "../model/index.ts";
import { toIsoTime } from "./saved/date.ts";

const text = z.string();
const count = z.number().int().min(0);
const time = text.refine((value) => toIsoTime(value) === value, "is no time");
const tally = z.strictObject({ valid: count, invalid: count, unchecked: count });

/** The structure of what `trail verify` found, as snapshots hold it. */
export const trailVerificationSchema: z.ZodType<TrailVerification> = z.strictObject({
  from: time.exactOptional(),
  to: time.exactOptional(),
  regions: z.array(text).exactOptional(),
  accounts: z.array(text).exactOptional(),
  chains: z.array(
    z.strictObject({
      bucket: text,
      prefix: text,
      account: text,
      region: text,
      trail: text,
      homeRegion: text,
      isBackfill: z.boolean(),
      counts: z.strictObject({
        digests: tally,
        backfillDigests: tally,
        logs: tally,
        unreferenced: count,
        gaps: count,
      }),
      unread: count,
      first: z.array(z.strictObject({ s3: text, reason: text })),
    }),
  ),
});

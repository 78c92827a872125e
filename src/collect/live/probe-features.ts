import { type CollectFeature, collectFeatures, type FailedCall } from "../../model/index.ts";
import { featurePermissions } from "./least-policy.ts";
import { runCollectors } from "./run-collectors.ts";
import type { Session } from "./session.ts";

/** What a feature may ask of an account, found out by asking. */
export interface FeatureProbe {
  readonly feature: CollectFeature;
  readonly allowed: readonly string[];
  readonly failed: readonly FailedCall[];
  /** There was nothing to ask about, as of buckets where there is no trail. */
  readonly notTried: readonly string[];
}

/** Makes one call of each kind, of what there is: one page, one trail, one bucket, one job that is not waited for. */
export async function probeFeatures(
  session: Session,
  called: ReadonlySet<string>,
  features: readonly CollectFeature[] = collectFeatures,
): Promise<readonly FeatureProbe[]> {
  await runCollectors(features, {
    session,
    level: "service",
    subjects: ["users", "roles"],
    isProbe: true,
    concurrency: 1,
  });
  return featurePermissions(features).map(({ feature, actions }) => {
    const failed = firstOfEach(session.failures.filter(({ action }) => actions.includes(action)));
    const failing = new Set(failed.map(({ action }) => action));
    return {
      feature,
      allowed: actions.filter((action) => called.has(action) && !failing.has(action)),
      failed,
      notTried: actions.filter((action) => !called.has(action) && !failing.has(action)),
    };
  });
}

function firstOfEach(failures: readonly FailedCall[]): readonly FailedCall[] {
  return failures.filter(({ action }, index) => failures.findIndex((other) => other.action === action) === index);
}

import { type CollectFeature, collectFeatures } from "../../model/index.ts";
import { collectors } from "./collectors/index.ts";

/** What a collector asks for and why it is asked. */
export interface FeaturePermissions {
  readonly feature: CollectFeature;
  readonly actions: readonly string[];
}

/** The actions of each feature, from what its collectors declare. Who asks, `sts:GetCallerIdentity`, needs no permission. */
export function featurePermissions(
  features: readonly CollectFeature[] = collectFeatures,
): readonly FeaturePermissions[] {
  return features.map((feature) => ({
    feature,
    actions: [
      ...new Set(
        collectors.filter((collector) => collector.features.includes(feature)).flatMap(({ actions }) => actions),
      ),
    ].sort(),
  }));
}

/** For `--org-role`: to list the accounts and take on the role in each. */
export const organizationActions: readonly string[] = ["organizations:ListAccounts", "sts:AssumeRole"];

/** Which events the trails of an account record, by class of event and by place. */
export interface TrailCoverage {
  /** Regions that are alike stand together. */
  readonly places: readonly CoveragePlace[];
  readonly classes: readonly CoverageClass[];
  /** What was not read or does not count, a clause each. */
  readonly notes: readonly string[];
}

export interface CoveragePlace {
  /** `us-east-1`, `eu-west-1 and 3 more`, `all other regions`, `global services`. */
  readonly name: string;
  /** Every region that it stands for. */
  readonly regions: readonly string[];
}

export interface CoverageClass {
  readonly group: "Management events" | "Data events" | "Insights";
  /** `writes`, `reads of S3 objects`. */
  readonly name: string;
  /** One for each place, in their order. */
  readonly cells: readonly CoverageCell[];
}

/** `partly`: some of the class for certain. `unknown`: a trail that was not read wholly may record it. `none`: there is no such event. */
export interface CoverageCell {
  readonly state: "recorded" | "partly" | "not" | "unknown" | "none";
  /** Names of the trails that record something of it for certain. */
  readonly trails: readonly string[];
}

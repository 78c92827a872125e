/** What a service's files of the package hold, as far as the snapshot needs it. */
export interface SourceService {
  readonly actions: readonly SourceAction[];
  readonly resourceTypes: readonly SourceResourceType[];
  readonly conditionKeys: readonly { readonly key: string; readonly type: string }[];
}

export interface SourceAction {
  readonly name: string;
  /** `Tagging, Write` where there are two. */
  readonly accessLevel: string;
  readonly resourceTypes: readonly {
    readonly name: string;
    readonly required: boolean;
    readonly conditionKeys: readonly string[];
    readonly dependentActions: readonly string[];
  }[];
  readonly conditionKeys: readonly string[];
  readonly dependentActions: readonly string[];
}

export interface SourceResourceType {
  readonly key: string;
  /** `A, B` where there are two formats. */
  readonly arn: string;
  readonly conditionKeys?: readonly string[];
}

export function readService(read: (kind: string) => Record<string, unknown>): SourceService {
  const values = (kind: string): readonly unknown[] => Object.values(read(kind));
  // The package's own types say the same of these files.
  return {
    actions: values("actions") as readonly SourceAction[],
    resourceTypes: values("resourceTypes") as readonly SourceResourceType[],
    conditionKeys: values("conditionKeys") as SourceService["conditionKeys"],
  };
}

/**
 * What AWS's actions are called, what they do to what, and which condition keys they know.
 *
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS services".
 */
export interface ActionCatalogue {
  /** The day that the data was taken, `2026-09-26`. */
  readonly date: string;
  /** By service prefix, in order. */
  readonly services: readonly CatalogueService[];
  /** All actions, sorted by their names in lower case; {@link CatalogueAction.position} counts in this list. */
  readonly actions: readonly CatalogueAction[];
  /** Action names ignore case: `S3:getobject`. */
  action(name: string): CatalogueAction | undefined;
  /** By prefix, in lower case. */
  service(prefix: string): CatalogueService | undefined;
  /** Global ones first, then those of the services; several services may name the same. */
  readonly conditionKeys: readonly ConditionKey[];
  /** Global ones too. Keys ignore case, and `aws:RequestTag/team` finds `aws:RequestTag/${TagKey}`. */
  conditionKey(name: string): ConditionKey | undefined;
}

export interface CatalogueService {
  /** `s3`: what stands before the colon of an action. */
  readonly prefix: string;
  readonly title: string;
  readonly actions: readonly CatalogueAction[];
  readonly resourceTypes: readonly ResourceType[];
}

/** As the reference writes them; some actions have two. */
export type AccessLevel = "List" | "Read" | "Write" | "Tagging" | "Permissions management";

export interface CatalogueAction {
  /** `s3:GetObject` */
  readonly name: string;
  readonly service: string;
  readonly position: number;
  readonly accessLevels: readonly AccessLevel[];
  /** Empty: the action knows no resource but `*`. */
  readonly resources: readonly ActionResource[];
  /** Keys of the service and global ones that are named for the action; `aws:RequestTag/${TagKey}` as written. */
  readonly conditionKeys: readonly string[];
  /** What the caller needs beside it, `iam:PassRole`. Empty says little: the machine-readable reference leaves them out. */
  readonly dependentActions: readonly string[];
}

export interface ActionResource {
  readonly type: ResourceType;
  /** A request must name one of this type. */
  readonly required: boolean;
}

export interface ResourceType {
  readonly name: string;
  /** Formats with variables, `arn:${Partition}:s3:::${BucketName}`. */
  readonly arnFormats: readonly string[];
  readonly conditionKeys: readonly string[];
}

export interface ConditionKey {
  /** As written, `aws:RequestTag/${TagKey}`. */
  readonly name: string;
  readonly type: ConditionKeyType;
  /** The request may have several values of it. */
  readonly isList: boolean;
  /** Known to actions of all services. */
  readonly isGlobal: boolean;
}

export type ConditionKeyType = "String" | "ARN" | "Bool" | "Date" | "Numeric" | "IPAddress";

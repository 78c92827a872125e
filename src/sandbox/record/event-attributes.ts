/** By what LookupEvents finds events. */
export type LookupAttribute =
  | "EventId"
  | "EventName"
  | "ReadOnly"
  | "Username"
  | "ResourceType"
  | "ResourceName"
  | "EventSource"
  | "AccessKeyId";

export interface Resource {
  readonly type: string;
  readonly name: string;
}

/** What LookupEvents finds an event by. */
export interface Attributes {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly readOnly: boolean;
  readonly username: string;
  readonly accessKeyId: string;
  readonly resources: readonly Resource[];
  /** A data event, which LookupEvents does not tell. */
  readonly isData: boolean;
}

/** Words of 32 bits: hashes by which most records can be passed over without being read. */
export type Signature = readonly number[];

export const signatureLength = 9;
/** Places in the signature; names of resources have two, since a record has many and a word few bits. */
const places: Readonly<Record<LookupAttribute, number>> = {
  EventId: 0,
  EventName: 1,
  EventSource: 2,
  Username: 3,
  AccessKeyId: 4,
  ReadOnly: 5,
  ResourceType: 6,
  ResourceName: 7,
};
const dataFlag = 2;

export function isLookupAttribute(key: string): key is LookupAttribute {
  return Object.hasOwn(places, key);
}

export function signatureOf(attributes: Attributes): Signature {
  const { id, name, source, readOnly, username, accessKeyId, resources, isData } = attributes;
  const flags = (readOnly ? 1 : 0) | (isData ? dataFlag : 0);
  const types = bitsOf(resources.map(({ type }) => hash(type)));
  const names = resources.map((resource) => hash(resource.name));
  const whole = [id, name, source, username, accessKeyId].map(hash);
  return [...whole, flags, types, bitsOf(names), bitsOf(names.map((value) => value >>> 5))];
}

/** Whether a record with this word at the attribute's place may have the value. */
export function mayHave(word: (place: number) => number, key: LookupAttribute, value: string): boolean {
  const found = word(places[key]);
  switch (key) {
    case "ReadOnly":
      return (found & 1) === (value === "true" ? 1 : 0);
    case "ResourceType":
      return hasBit(found, hash(value));
    case "ResourceName":
      return hasBit(found, hash(value)) && hasBit(word(places.ResourceName + 1), hash(value) >>> 5);
    default:
      return found === hash(value);
  }
}

export function isDataEvent(word: (place: number) => number): boolean {
  return (word(places.ReadOnly) & dataFlag) !== 0;
}

/** Of a record as JSON. Case counts, as in AWS. */
export function soughtIn(text: string, key: LookupAttribute, value: string): boolean {
  const event: EventView = JSON.parse(text);
  switch (key) {
    case "EventId":
      return event.eventID === value;
    case "EventName":
      return event.eventName === value;
    case "EventSource":
      return event.eventSource === value;
    case "ReadOnly":
      return String(event.readOnly) === value;
    case "AccessKeyId":
      return (event.userIdentity?.accessKeyId ?? "") === value && value !== "";
    case "Username":
      return usernameOf(event) === value && value !== "";
    case "ResourceType":
      return resourcesOf(event).some(({ type }) => type === value);
    case "ResourceName":
      return resourcesOf(event).some(({ name }) => name === value);
  }
}

/** Members of a record that attributes are read from. */
export interface EventView {
  readonly eventID?: string;
  readonly eventName?: string;
  readonly eventSource?: string;
  readonly readOnly?: boolean;
  readonly userIdentity?: {
    readonly type?: string;
    readonly userName?: string;
    readonly principalId?: string;
    readonly accessKeyId?: string;
  };
  readonly requestParameters?: object | null;
  readonly responseElements?: object | null;
}

export function attributesOf(event: EventView, isData: boolean): Attributes {
  return {
    id: event.eventID ?? "",
    name: event.eventName ?? "",
    source: event.eventSource ?? "",
    readOnly: event.readOnly === true,
    username: usernameOf(event),
    accessKeyId: event.userIdentity?.accessKeyId ?? "",
    resources: resourcesOf(event),
    isData,
  };
}

/** Of a session its name, of the account's owner `root`; empty: AWS itself, or nobody. */
export function usernameOf({ userIdentity = {} }: EventView): string {
  const { type, userName, principalId = "" } = userIdentity;
  if (type === "Root") return "root";
  return userName ?? (type === "AssumedRole" || type === "FederatedUser" ? (principalId.split(":")[1] ?? "") : "");
}

/** What an event is about, by what its parameters and answers name: ids, names and ARNs, each once. */
export function resourcesOf({ requestParameters, responseElements, eventSource }: EventView): readonly Resource[] {
  const found = new Map<string, Resource>();
  for (const [name, value] of [...textsIn(requestParameters, 3), ...textsIn(responseElements, 3)]) {
    const type = name === "name" || name === "trailName" ? trailType(eventSource) : types.get(name);
    if (type !== undefined && value !== "") found.set(`${type}\n${value}`, { type, name: value });
  }
  return [...found.values()];
}

const types: ReadonlyMap<string, string> = new Map([
  ["userName", "AWS::IAM::User"],
  ["userId", "AWS::IAM::User"],
  ["groupName", "AWS::IAM::Group"],
  ["groupId", "AWS::IAM::Group"],
  ["roleName", "AWS::IAM::Role"],
  ["roleId", "AWS::IAM::Role"],
  ["roleArn", "AWS::IAM::Role"],
  ["policyArn", "AWS::IAM::Policy"],
  ["policyName", "AWS::IAM::Policy"],
  ["policyId", "AWS::IAM::Policy"],
  ["accessKeyId", "AWS::IAM::AccessKey"],
  ["instanceProfileName", "AWS::IAM::InstanceProfile"],
  ["serialNumber", "AWS::IAM::MFADevice"],
  ["assumedRoleId", "AWS::STS::AssumedRole"],
  ["trailARN", "AWS::CloudTrail::Trail"],
  ["s3BucketName", "AWS::S3::Bucket"],
  ["bucketName", "AWS::S3::Bucket"],
]);

function trailType(source: string | undefined): string | undefined {
  return source === "cloudtrail.amazonaws.com" ? "AWS::CloudTrail::Trail" : undefined;
}

function textsIn(value: unknown, depth: number): readonly (readonly [string, string])[] {
  if (typeof value !== "object" || value === null || depth === 0) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === "string" ? [[name, inner] as const] : textsIn(inner, depth - 1),
  );
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}

/** A bit of 32 for each. */
function bitsOf(values: readonly number[]): number {
  return values.reduce((bits, value) => bits | (1 << (value & 31)), 0) >>> 0;
}

function hasBit(bits: number, value: number): boolean {
  return (bits & (1 << (value & 31))) !== 0;
}

import {
  type Json,
  type JsonObject,
  parseArn,
  type WorkloadFunction,
  type WorkloadInstance,
} from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { entriesAt } from "./entries.ts";
import { inside, listAt, malformedAt, objectAt, optionalTextAt, type Place, textAt } from "./fields.ts";
import { present } from "./present.ts";
import { type Parsed, quote, startReading } from "./reading.ts";

/** The instances or the functions of one region, or the URLs of one function. An empty answer does not name whose it is. */
export type WorkloadsAnswer =
  | { readonly kind: "instances"; readonly instances: readonly WorkloadInstance[] }
  | { readonly kind: "functions"; readonly functions: readonly WorkloadFunction[] }
  | { readonly kind: "urls"; readonly urls: readonly FunctionUrl[] };

export interface FunctionUrl {
  /** ARN, with an alias where the URL is of one. */
  readonly functionArn: string;
  readonly auth: "NONE" | "AWS_IAM";
}

/** `aws ec2 describe-instances`, `aws lambda list-functions` or `aws lambda list-function-url-configs`. */
export function parseWorkloads(answer: Answer): Parsed<WorkloadsAnswer> {
  if (answer.kind === "error") return refusal(answer, "workloads");
  const reading = startReading(answer.file);
  const json = answerObject(answer, "workloads");
  if (Object.hasOwn(json, "Reservations")) {
    const instances = entriesAt(json, "Reservations", reading, toInstances).flat();
    return reading.result<WorkloadsAnswer>({ kind: "instances", instances });
  }
  if (Object.hasOwn(json, "Functions")) {
    const functions = entriesAt(json, "Functions", reading, toFunction);
    return reading.result<WorkloadsAnswer>({ kind: "functions", functions });
  }
  return reading.result<WorkloadsAnswer>({ kind: "urls", urls: entriesAt(json, "FunctionUrlConfigs", reading, toUrl) });
}

function toInstances(reservation: JsonObject, place: Place): readonly WorkloadInstance[] {
  const list = inside(place, "Instances");
  return (listAt(reservation, "Instances", place) ?? []).map((value, index) => toInstance(value, inside(list, index)));
}

function toInstance(value: Json, place: Place): WorkloadInstance {
  const entry = objectAt(value, place);
  const [placement, state] = [inside(place, "Placement"), inside(place, "State")];
  const zone = textAt(objectAt(entry["Placement"], placement), "AvailabilityZone", placement);
  const profile = entry["IamInstanceProfile"] ?? undefined;
  const profileAt = inside(place, "IamInstanceProfile");
  return {
    id: textAt(entry, "InstanceId", place),
    region: regionOfZone(zone, inside(placement, "AvailabilityZone")),
    state: textAt(objectAt(entry["State"], state), "Name", state),
    ...(profile !== undefined && { profile: textAt(objectAt(profile, profileAt), "Arn", profileAt) }),
    publicAddresses: [...new Set(addressesOf(entry, place))],
  };
}

/** `us-east-1a` is in `us-east-1`; local zones such as `us-west-2-lax-1a` are of the region before. */
function regionOfZone(zone: string, place: Place): string {
  const region = /^[a-z]{2,4}(?:-[a-z]+)+-\d+/.exec(zone)?.[0];
  if (region === undefined) throw malformedAt(place, `is ${quote(zone)}, which is in no region`);
  return region;
}

/** The instance's own, and those of all its network interfaces. IPv6 addresses of EC2 are public ones, or hidden by the routes alone. */
function addressesOf(entry: JsonObject, place: Place): readonly string[] {
  const list = inside(place, "NetworkInterfaces");
  const ofInterfaces = (listAt(entry, "NetworkInterfaces", place) ?? []).flatMap((value, index) => {
    const at = inside(list, index);
    const face = objectAt(value, at);
    return [
      ...[[face, at] as const, ...objectsAt(face, "PrivateIpAddresses", at)].flatMap(([one, where]) =>
        associated(one, where),
      ),
      ...objectsAt(face, "Ipv6Addresses", at).flatMap(
        ([address, where]) => optionalTextAt(address, "Ipv6Address", where) ?? [],
      ),
    ];
  });
  return [
    ...Object.values(
      present({
        v4: optionalTextAt(entry, "PublicIpAddress", place),
        v6: optionalTextAt(entry, "Ipv6Address", place),
      }),
    ),
    ...ofInterfaces,
  ];
}

function associated(object: JsonObject, place: Place): string | readonly string[] {
  const association = object["Association"] ?? undefined;
  if (association === undefined) return [];
  const at = inside(place, "Association");
  return optionalTextAt(objectAt(association, at), "PublicIp", at) ?? [];
}

function objectsAt(object: JsonObject, key: string, place: Place): readonly (readonly [JsonObject, Place])[] {
  return (listAt(object, key, place) ?? []).map((value, index) => {
    const at = inside(inside(place, key), index);
    return [objectAt(value, at), at];
  });
}

function toFunction(entry: JsonObject, place: Place): WorkloadFunction {
  const arn = textAt(entry, "FunctionArn", place);
  const region = parseArn(arn)?.region ?? "";
  if (region === "") throw malformedAt(inside(place, "FunctionArn"), `is ${quote(arn)}, which is no function`);
  return { arn, region, role: textAt(entry, "Role", place) };
}

function toUrl(entry: JsonObject, place: Place): FunctionUrl {
  const auth = textAt(entry, "AuthType", place);
  if (auth !== "NONE" && auth !== "AWS_IAM") {
    throw malformedAt(inside(place, "AuthType"), `is ${quote(auth)}, not NONE or AWS_IAM`);
  }
  return { functionArn: textAt(entry, "FunctionArn", place), auth };
}

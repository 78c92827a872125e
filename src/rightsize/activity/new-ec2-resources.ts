import { ownValue } from "../../model/index.ts";
import { typesOf } from "./arn-format.ts";
import { everyOne } from "./arn-from-parameters.ts";
import type { Call } from "./need.ts";
import { leavesOf } from "./parameters.ts";
import { placeOf } from "./place.ts";
import { ec2Arns } from "./service-arns.ts";

/** ARNs of what an EC2 call made, of these resource types, from its answer; with `*` as id where that says none. */
export function arnsOfNewResources({ event, catalogue }: Call, typeNames: ReadonlySet<string>): readonly string[] {
  const createTags = catalogue.action("ec2:CreateTags");
  const place = placeOf(event);
  if (createTags === undefined || place === undefined) return [];
  const types = typesOf(createTags);
  const search = { leaves: leavesOf(ownValue(event, "responseElements")), place, types, callName: "createtags" };
  const arns = types
    .filter(({ type }) => typeNames.has(type.name))
    .flatMap((type) => {
      const made = ec2Arns(search, type) ?? [];
      return made.length > 0 ? made : everyOne(type, place);
    });
  return [...new Set(arns)].sort();
}

import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Output } from "../../call.ts";
import { trailsOver } from "../../record/index.ts";
import { forgetTrail } from "../../trails/forget-trail.ts";
import { changed } from "../../world/changed.ts";
import type { TrailState } from "../../world/nouns.ts";
import { arnOf, needOnTrail } from "./find-trail.ts";
import { missing, optionalList, requiredText } from "./input.ts";
import { requireBucket } from "./require-bucket.ts";
import { withOthers } from "./require-others.ts";
import { tagsOf } from "./tags.ts";
import { requireTrailName } from "./trail-name.ts";
import { trailOutput } from "./trail-output.ts";
import { givenSettings, requireTogether } from "./trail-settings.ts";

/** Makes a trail, which does not log until StartLogging. */
export const createTrail: Operation = { needs: needOnTrail("Name"), run };

function run(call: Call): Output {
  const { input, region, account, world } = call;
  const name = requiredText(input, "Name");
  requireTrailName(name);
  const settings = givenSettings(call);
  const { bucket } = settings;
  if (bucket === undefined) throw missing("S3BucketName");
  const byDefault: TrailState = {
    name,
    arn: arnOf(call, name),
    homeRegion: region,
    bucket,
    multiRegion: false,
    globalEvents: true,
    validation: false,
    organization: false,
    tags: tagsOf(optionalList(input, "TagsList")),
    insights: [],
    logging: false,
    delivery: {},
    digest: {},
  };
  const asked = changed(byDefault, settings);
  requireTogether(call, asked);
  requireRoom(call, asked);
  requireBucket(call, asked);
  const trail = withOthers(call, asked, settings);
  forgetTrail(world, account, trail.arn);
  account.trails.put(trail.arn, trail);
  return trailOutput(trail);
}

/** Source: CloudTrail User Guide, "Quotas in AWS CloudTrail". */
const trailsInRegion = 5;

function requireRoom(call: Call, { name, arn, multiRegion }: TrailState): void {
  const { region, account, world } = call;
  const own = [...account.trails.values()];
  const here = trailsOver(world, account).filter((trail) => trail.multiRegion || trail.homeRegion === region);
  // A trail of all regions has its name in all of them.
  if (own.some((trail) => trail.arn === arn || (trail.name === name && (trail.multiRegion || multiRegion)))) {
    throw new AwsError("TrailAlreadyExistsException", `Trail ${name} already exists for customer: ${account.id}`);
  }
  if (here.length >= trailsInRegion) {
    throw new AwsError(
      "MaximumNumberOfTrailsExceededException",
      `User: ${account.id} already has ${trailsInRegion} trails in ${region}.`,
    );
  }
}

import { AwsError } from "../../aws-error.ts";
import type { Call, Need } from "../../call.ts";
import { noteTrailBefore, trailsOver } from "../../record/index.ts";
import { changed } from "../../world/changed.ts";
import type { TrailState } from "../../world/nouns.ts";
import { requireTrailName } from "./trail-name.ts";

/** The trail that may be looked at: by name in its home region, by ARN in every region that it records. */
export function trailToRead(call: Call, nameOrArn: string): TrailState {
  const arn = checkedArn(call, nameOrArn);
  const trail = trailsOver(call.world, call.account).find((some) => some.arn === arn);
  if (trail === undefined || (!trail.multiRegion && trail.homeRegion !== call.region)) throw unknownTrail(call, arn);
  return trail;
}

/**
 * The trail that may be changed: in its home region, and by its own account.
 * Throws TrailNotFoundException, InvalidHomeRegionException, NotOrganizationMasterAccountException.
 */
export function trailToChange(call: Call, nameOrArn: string): TrailState {
  const arn = checkedArn(call, nameOrArn);
  const trail = trailsOver(call.world, call.account).find((some) => some.arn === arn);
  if (trail === undefined) throw unknownTrail(call, arn);
  if (!call.account.trails.get(arn)) {
    const message = "The operation is only allowed in the management account of the organization that owns the trail.";
    throw new AwsError("NotOrganizationMasterAccountException", message);
  }
  if (trail.homeRegion !== call.region) {
    throw new AwsError(
      "InvalidHomeRegionException",
      `The operation is only allowed in the home region of the trail: ${trail.homeRegion}`,
    );
  }
  return trail;
}

/**
 * What an operation on one trail needs, before the trail is looked for. An organization's trail is its members' as well: of
 * them no other account is asked.
 */
export function needOnTrail(member: string): (call: Call) => readonly Need[] {
  return (call) => {
    const name = call.input[member];
    const resource = typeof name === "string" ? arnOf(call, name) : "*";
    return [{ action: `cloudtrail:${call.operation}`, resource, resourcePolicy: { account: call.account.id } }];
  };
}

export function needOnAll(call: Call): readonly Need[] {
  return [{ action: `cloudtrail:${call.operation}`, resource: "*" }];
}

/** Of a trail of this account and region, unless it is an ARN already. */
export function arnOf({ region, account }: Call, nameOrArn: string): string {
  return nameOrArn.startsWith("arn:") ? nameOrArn : `arn:aws:cloudtrail:${region}:${account.id}:trail/${nameOrArn}`;
}

/** Puts other settings of a trail; undefined takes one away. */
export function changeTrail(
  call: Call,
  trail: TrailState,
  changes: Parameters<typeof changed<TrailState>>[1],
): TrailState {
  const after = changed(trail, changes);
  noteTrailBefore(call, trail);
  call.account.trails.put(trail.arn, after);
  return after;
}

function checkedArn(call: Call, nameOrArn: string): string {
  if (!nameOrArn.startsWith("arn:")) {
    requireTrailName(nameOrArn);
  } else if (!/^arn:aws:cloudtrail:[a-z0-9-]+:\d{12}:trail\/[A-Za-z0-9._-]{3,128}$/.test(nameOrArn)) {
    throw new AwsError("CloudTrailARNInvalidException", `The ARN is not valid: ${nameOrArn.slice(0, 200)}`);
  }
  return arnOf(call, nameOrArn);
}

function unknownTrail({ account }: Call, arn: string): AwsError {
  return new AwsError("TrailNotFoundException", `Unknown trail: ${arn} for the user: ${account.id}`);
}

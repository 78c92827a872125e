import type { Operations } from "../../call.ts";
import { createTrail } from "./create-trail.ts";
import { deleteTrail } from "./delete-trail.ts";
import { describeTrails, getTrail, listTrails } from "./describe-trails.ts";
import { getEventSelectors, putEventSelectors } from "./event-selectors.ts";
import { getInsightSelectors, putInsightSelectors } from "./insight-selectors.ts";
import { startLogging, stopLogging } from "./logging.ts";
import { lookupEvents } from "./lookup-events.ts";
import { listPublicKeys } from "./public-keys.ts";
import { addTags, listTags, removeTags } from "./tags.ts";
import { getTrailStatus } from "./trail-status.ts";
import { updateTrail } from "./update-trail.ts";

export const cloudtrailOperations: Operations = {
  AddTags: addTags,
  CreateTrail: createTrail,
  DeleteTrail: deleteTrail,
  DescribeTrails: describeTrails,
  GetEventSelectors: getEventSelectors,
  GetInsightSelectors: getInsightSelectors,
  GetTrail: getTrail,
  GetTrailStatus: getTrailStatus,
  ListPublicKeys: listPublicKeys,
  ListTags: listTags,
  ListTrails: listTrails,
  LookupEvents: lookupEvents,
  PutEventSelectors: putEventSelectors,
  PutInsightSelectors: putInsightSelectors,
  RemoveTags: removeTags,
  StartLogging: startLogging,
  StopLogging: stopLogging,
  UpdateTrail: updateTrail,
};

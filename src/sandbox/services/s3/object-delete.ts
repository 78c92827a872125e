import { authorize } from "../../authorize/index.ts";
import { AwsError } from "../../aws-error.ts";
import type { Call, Need, Operation, Operations, Output, Trace } from "../../call.ts";
import type { BucketState } from "../../world/nouns.ts";
import { bucketAsked, bucketOf, objectArn, textOf } from "./bucket.ts";
import { s3Error } from "./errors.ts";
import { isLocked, lockedError } from "./locked.ts";
import { needOf, objectNeed, versioned } from "./needs.ts";
import { checkVersionId } from "./object-asked.ts";
import { unquoted } from "./object-put.ts";
import { type Deletion, deleteObject, findVersion } from "./object-store.ts";
import { objectOperation } from "./operation.ts";
import { type Members, membersOf } from "./rules.ts";
import { objectTrace } from "./trace.ts";

/** A thousand objects in one call; each of them needs its own permission, and is told for itself. */
const deleteObjects: Operation = {
  needs: () => [],
  run: (call) => {
    const bucket = bucketOf(call);
    const { Objects, Quiet } = membersOf(call.input["Delete"]);
    if (!Array.isArray(Objects) || Objects.length === 0 || Objects.length > 1000) throw s3Error("MalformedXML");
    const Deleted: object[] = [];
    const Errors: object[] = [];
    for (const asked of Objects.map(membersOf)) {
      const { Key, VersionId } = asked;
      const which = { Key, ...(VersionId !== undefined && { VersionId }) };
      try {
        for (const need of deleteNeeds(call, bucket, textOf(Key), VersionId)) authorize(call, [need]);
        const deletion = deleteOne(call, bucket, asked);
        if (Quiet !== true) Deleted.push({ ...which, ...markerOf(deletion, VersionId) });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        Errors.push({ ...which, Code: error.shape, Message: error.message });
      }
    }
    return { ...(Deleted.length > 0 && { Deleted }), ...(Errors.length > 0 && { Errors }) };
  },
  trace: tracesOfMany,
};

function markerOf({ versionId, deleteMarker }: Deletion, asked: unknown): object {
  if (!deleteMarker) return {};
  return { DeleteMarker: true, DeleteMarkerVersionId: asked ?? versionId };
}

/** One record of the call, and one of each object that is gone. */
function tracesOfMany(call: Call, output: Output | undefined): readonly Trace[] {
  const { key: _, ...requestParameters } = membersOf(
    objectTrace(call, { subresource: "delete" }, output).requestParameters,
  );
  const bucket = textOf(call.input["Bucket"]);
  const arn = objectArn(bucket, "");
  const whole: Trace = {
    ...objectTrace(call, {}, undefined),
    requestParameters,
    data: { type: "AWS::S3::Object", arn },
    resources: [
      { type: "AWS::S3::Object", ARNPrefix: arn },
      ...(objectTrace(call, {}, undefined).resources ?? []).filter(({ type }) => type === "AWS::S3::Bucket"),
    ],
  };
  const deleted = output?.["Deleted"];
  const each = (Array.isArray(deleted) ? deleted.map(membersOf) : []).map(
    ({ Key, VersionId }): Trace => ({
      ...objectTrace(
        { ...call, input: { Bucket: bucket, Key, ...(VersionId !== undefined && { VersionId }) } },
        {},
        {},
      ),
      eventName: "DeleteObject",
    }),
  );
  return [whole, ...each];
}

function deleteNeeds(call: Call, bucket: BucketState, key: string, versionId: unknown): readonly Need[] {
  const action = versionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
  const bypass = call.input["BypassGovernanceRetention"] === true ? ["s3:BypassGovernanceRetention"] : [];
  return [action, ...bypass].map((one) => needOf(call, bucket, one, key));
}

function deleteOne(call: Call, bucket: BucketState, { Key, VersionId, ETag }: Members): Deletion {
  const key = textOf(Key);
  checkVersionId(VersionId);
  const isForGood = VersionId !== undefined || bucket.versioning === undefined;
  const object = findVersion(call.world, bucket.name, key, VersionId);
  if (ETag !== undefined) checkEtag(ETag, object?.deleted === false ? object.etag : undefined);
  const mayBypass = call.input["BypassGovernanceRetention"] === true;
  if (isForGood && object !== undefined && isLocked(object, call.time, mayBypass)) throw lockedError();
  return deleteObject(call.world, bucket.name, key, VersionId);
}

function checkEtag(wanted: unknown, etag: string | undefined): void {
  if (etag === undefined) throw s3Error("NoSuchKey");
  if (wanted !== "*" && unquoted(String(wanted)) !== unquoted(etag)) throw s3Error("PreconditionFailed");
}

export const deleteOperations: Operations = {
  DeleteObject: objectOperation({
    needs: (call) => {
      const bucket = bucketAsked(call);
      if (bucket === undefined) return objectNeed(call, versioned(call, "s3:DeleteObject"));
      return deleteNeeds(call, bucket, textOf(call.input["Key"]), call.input["VersionId"]);
    },
    run: (call, bucket) => {
      const { Key, VersionId, IfMatch } = call.input;
      const deletion = deleteOne(call, bucket, { Key, VersionId, ETag: IfMatch });
      return {
        ...(deletion.versionId !== undefined && { VersionId: deletion.versionId }),
        ...(deletion.deleteMarker && { DeleteMarker: true }),
      };
    },
  }),
  DeleteObjects: deleteObjects,
};

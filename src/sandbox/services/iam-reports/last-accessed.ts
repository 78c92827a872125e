import type { Call, Operations, Output } from "../../call.ts";
import type { AccessJob } from "../../world/nouns.ts";
import { noSuchEntity } from "../iam/errors.ts";
import { needed, oneOf, text } from "../iam/fields.ts";
import { arn, paging } from "../iam/names.ts";
import { onAccount, onArn } from "../iam/needs.ts";
import { operation } from "../iam/operation.ts";
import { pageOf } from "../iam/paging.ts";
import { type AdvisedEntity, advisedEntity } from "./advised-entity.ts";
import { grantedActions } from "./granted-actions.ts";
import { serviceViews, usesBy } from "./service-views.ts";

/**
 * Access Advisor: jobs that tell which of the granted services were used, in the last 400 days.
 *
 * Source: IAM User Guide, "Refine permissions in AWS using last accessed information".
 */
export const lastAccessedOperations: Operations = {
  GenerateServiceLastAccessedDetails: operation({
    members: { Arn: needed(arn), Granularity: oneOf(["SERVICE_LEVEL", "ACTION_LEVEL"]) },
    needs: (call, { Arn }) => onArn(call, Arn),
    run(call, { Arn, Granularity = "SERVICE_LEVEL" }) {
      advisedEntity(call, Arn);
      const job: AccessJob = { id: call.world.ids.uuid(), arn: Arn, granularity: Granularity, createdAt: call.time };
      forgetOld(call);
      call.account.accessJobs.put(job.id, job);
      return { JobId: job.id };
    },
  }),

  GetServiceLastAccessedDetails: operation({
    members: { JobId: jobId(), ...paging },
    needs: onAccount,
    run(call, { JobId, ...request }) {
      const job = jobWith(call, JobId);
      const head = { JobCreationDate: new Date(job.createdAt), JobType: job.granularity };
      if (!isDone(call, job)) return { JobStatus: "IN_PROGRESS", ...head, ServicesLastAccessed: [] };
      const { items, ends } = pageOf(
        serviceViews(call, job, entityOf(call, job)),
        ({ ServiceNamespace }) => ServiceNamespace,
        request,
      );
      return { JobStatus: "COMPLETED", ...head, ...completion(job), ServicesLastAccessed: items, ...ends };
    },
  }),

  GetServiceLastAccessedDetailsWithEntities: operation({
    members: { JobId: jobId(), ServiceNamespace: needed(text({ min: 1, max: 64, pattern: /^[\w-]*$/ })), ...paging },
    needs: onAccount,
    run(call, { JobId, ServiceNamespace, ...request }) {
      const job = jobWith(call, JobId);
      const head = { JobCreationDate: new Date(job.createdAt) };
      if (!isDone(call, job)) return { JobStatus: "IN_PROGRESS", ...head, EntityDetailsList: [] };
      const { items, ends } = pageOf(entityViews(call, job, ServiceNamespace), ({ key }) => key, request);
      const EntityDetailsList = items.map(({ view }) => view);
      return { JobStatus: "COMPLETED", ...head, ...completion(job), EntityDetailsList, ...ends };
    },
  }),
};

function jobId(): ReturnType<typeof needed<string>> {
  return needed(text({ min: 36, max: 36 }));
}

function jobWith({ account }: Call, id: string): AccessJob {
  const job = account.accessJobs.get(id);
  if (job === undefined) throw noSuchEntity(`The job with id ${id} cannot be found.`);
  return job;
}

/** After a second, or when it is asked for the second time. */
function isDone({ account, time }: Call, job: AccessJob): boolean {
  if (job.wasAskedFor === true || Date.parse(time) - Date.parse(job.createdAt) >= makingMs) return true;
  account.accessJobs.put(job.id, { ...job, wasAskedFor: true });
  return false;
}

const makingMs = 1000;

function completion({ createdAt }: AccessJob): Output {
  return { JobCompletionDate: new Date(Date.parse(createdAt) + makingMs) };
}

/** A job outlives its entity, and tells nothing then. */
function entityOf(call: Call, { arn: at }: AccessJob): AdvisedEntity {
  try {
    return advisedEntity(call, at);
  } catch {
    return { documents: [], principals: [] };
  }
}

/** Users and roles whose policies grant the service, with their last use. */
function entityViews(call: Call, job: AccessJob, service: string): readonly { key: string; view: Output }[] {
  const entity = entityOf(call, job);
  if (!grantedActions(entity.documents).some((action) => action.service === service.toLowerCase())) return [];
  const uses = usesBy(call, job, entity.principals).filter((use) => use.service === service.toLowerCase());
  return entity.principals.map(({ arn: at, name, id, path }) => {
    const last = uses.filter(({ principal }) => principal === at).at(-1);
    const Type = at.includes(":role/") ? "ROLE" : "USER";
    return {
      key: at,
      view: {
        EntityInfo: { Arn: at, Name: name, Type, Id: id, Path: path },
        ...(last !== undefined && { LastAuthenticated: new Date(last.lastAt) }),
      },
    };
  });
}

/** AWS keeps jobs for seven days. */
function forgetOld({ account, time }: Call): void {
  const old = [...account.accessJobs.values()].filter(
    ({ createdAt }) => Date.parse(time) - Date.parse(createdAt) > keptMs,
  );
  for (const { id } of old) account.accessJobs.delete(id);
}

const keptMs = 7 * 24 * 60 * 60 * 1000;

import type { GetServiceLastAccessedDetailsCommandOutput } from "@aws-sdk/client-iam";
import { parseArn } from "../../../model/index.ts";
import { answerText, errorText } from "../answer-text.ts";
import type { AdvisorSubject, CollectContext, Collected, CollectedAnswer, Collector } from "../collector.ts";
import { inParallel } from "../in-parallel.ts";
import type { Asked } from "../session.ts";

/**
 * Which services each user and role used, and where asked for what the members of groups and the holders of policies did. AWS answers by jobs, one for each; a job can be read only by who started it, and
 * its pages end at about 200 services.
 *
 * Source: IAM User Guide, "Refine permissions in AWS using last accessed information".
 */
export const accessAdvisor: Collector = {
  id: "access-advisor",
  features: ["usage"],
  actions: ["iam:GenerateServiceLastAccessedDetails", "iam:GetServiceLastAccessedDetails"],
  stage: 2,
  collect,
};

const unknown = "which services a user or role used";

async function collect(context: CollectContext): Promise<Collected> {
  const { session, found, isProbe, level, kept, concurrency, onProgress } = context;
  const all = [...found.principals, ...found.others].filter((arn) => context.subjects.some((kind) => isOf(arn, kind)));
  const wanted = isProbe ? all.slice(0, 1) : all;
  const started = performance.now();
  let done = 0;
  const jobs = await inParallel(wanted, concurrency, async (arn) => {
    const before = kept?.get(arn, level);
    const answer = before === undefined ? await job(arn, context) : { pages: before };
    if (before === undefined && answer.failed === undefined && !isProbe) kept?.keep(arn, level, answer.pages);
    done += 1;
    if (session.ended() === undefined) {
      onProgress?.({ done, total: wanted.length, elapsedMs: performance.now() - started });
    }
    return { arn, ...answer };
  });
  const answers = jobs.flatMap(({ arn, pages }) =>
    pages.map((text): CollectedAnswer => ({ source: "service-last-accessed", subject: arn, text })),
  );
  return { answers: [...answers, ...refusals(jobs)] };
}

function isOf(arn: string, kind: AdvisorSubject): boolean {
  return resourceTypes[kind] === parseArn(arn)?.resource.split("/", 1)[0];
}

const resourceTypes: { readonly [kind in AdvisorSubject]: string } = {
  users: "user",
  roles: "role",
  groups: "group",
  policies: "policy",
};

/** One for each kind: a thousand that say the same would hide all others. */
function refusals(jobs: readonly (JobAnswer & { readonly arn: string })[]): readonly CollectedAnswer[] {
  const byCode = new Map<string, { readonly code: string; readonly message: string }[]>();
  for (const { arn, failed, pages } of jobs) {
    // Pages tell themselves that the job failed, or that more of them should follow.
    if (failed === undefined || pages.length > 0) continue;
    const { code, message } = failed;
    byCode.set(code, [...(byCode.get(code) ?? []), { code, message: `${arn}: ${message}` }]);
  }
  return [...byCode.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const more = all.length === 1 ? "" : `; and ${all.length - 1} more users and roles`;
    return [
      { source: "service-last-accessed", text: errorText({ code: first.code, message: `${first.message}${more}` }) },
    ];
  });
}

interface JobAnswer {
  readonly pages: readonly string[];
  /** The job gave no answer, or not all of it. */
  readonly failed?: { readonly code: string; readonly message: string };
}

async function job(arn: string, context: CollectContext): Promise<JobAnswer> {
  const { session, level, isProbe } = context;
  const { client, sdk } = await session.connection.iam();
  const Granularity = level === "action" ? "ACTION_LEVEL" : "SERVICE_LEVEL";
  const start = {
    action: "iam:GenerateServiceLastAccessedDetails",
    resource: arn,
    unknown,
    answers: ["NoSuchEntityException"],
  };
  const started = await session.ask(start, (o) =>
    client.send(new sdk.GenerateServiceLastAccessedDetailsCommand({ Arn: arn, Granularity }), o),
  );
  if (!started.ok) return { pages: [], failed: started };
  const JobId = started.value.JobId ?? "";
  let page = await get(undefined);
  for (const ms of isProbe ? [] : waitsMs) {
    if (!page.ok || page.value.JobStatus !== "IN_PROGRESS" || session.ended() !== undefined) break;
    // Several jobs are under way; they need not ask at the same moments.
    await session.wait(ms * (0.75 + Math.random() / 2));
    page = await get(undefined);
  }
  const pages: string[] = [];
  while (page.ok) {
    pages.push(answerText(page.value));
    const { IsTruncated, Marker, JobStatus } = page.value;
    if (IsTruncated !== true || Marker === undefined || isProbe) {
      return JobStatus === "COMPLETED"
        ? { pages }
        : { pages, failed: { code: `${JobStatus}`, message: "the job did not end well" } };
    }
    page = await get(Marker);
  }
  return { pages, failed: page };

  function get(Marker: string | undefined): Promise<Asked<GetServiceLastAccessedDetailsCommandOutput>> {
    const input = { JobId, MaxItems: 1000, ...(Marker !== undefined && { Marker }) };
    return session.ask({ action: "iam:GetServiceLastAccessedDetails", resource: arn, unknown }, (o) =>
      client.send(new sdk.GetServiceLastAccessedDetailsCommand(input), o),
    );
  }
}

/** Most jobs take some seconds; one is waited for two minutes. */
const waitsMs: readonly number[] = [200, 400, 800, 1_500, 3_000, 5_000, ...Array.from({ length: 11 }, () => 10_000)];

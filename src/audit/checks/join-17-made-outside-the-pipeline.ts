import { compileGlob, globMatches } from "../../iam/index.ts";
import type { Behaviour, RecordedChange } from "../../model/index.ts";
import { type ChangesBy, changesBy, textOf } from "../behaviour/changes-by.ts";
import { type ExampleEvent, logs } from "../behaviour/examples.ts";
import { eventEvidence, notComplete, timeText, withoutLogs } from "../behaviour/questions.ts";
import { type Check, defineCheck } from "../check.ts";
import { daysAgo } from "../examples/example-builders.ts";
import { iamArn, principal, serviceLinkedRole, userWith } from "../policies/examples.ts";
import { serviceLinkedVerdict } from "../policies/wording.ts";
import { combineParts, type Part, sentence } from "../verdict.ts";

/** A user, role, password or key that somebody made by hand. */
export const join17MadeOutsideThePipeline: Check<"principal"> = defineCheck({
  id: "JOIN-17",
  title: "Identity made outside the pipeline",
  severity: "medium",
  subject: "principal",
  needs: ["authorization-details"],
  risk: "What is made past the pipeline is reviewed by nobody and owned by nobody; a way back in looks just so.",
  remediation: {
    text: "Find who made it and why; tag its owner, or delete it and make it in the pipeline.",
    cli: "aws iam tag-user --user-name <USER> --tags Key=owner,Value=<OWNER>",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html"],
  parameters: {
    tagHours: { default: 24, unit: "hours", meaning: "So long after it was made it may be without a tag owner." },
  },
  unanswerable: withoutLogs,

  evaluate(subject, { behaviour, settings, now, parameters: { tagHours } }) {
    if (behaviour === undefined) return { status: "UNKNOWN", reason: "There are no logs." };
    const fixed = serviceLinkedVerdict(subject);
    if (fixed !== undefined) return fixed;
    const { kind, name, entity } = subject;
    const made = makings(behaviour, [`${kind}/${name}`, ...(kind === "user" ? [`by ${subject.arn}`] : [])]);
    if (made.length === 0) return notMade(behaviour, entity.createdAt, now);
    const pipelines = settings.pipelines.map((pattern) => compileGlob(pattern));
    const parts = made.map((change) => judge(change, pipelines));
    const created = entity.createdAt === undefined ? undefined : Date.parse(entity.createdAt);
    const isNew = made.some(({ event }) => event.eventName === "CreateUser" || event.eventName === "CreateRole");
    const isUntagged = !Object.keys(entity.tags).some((key) => key.toLowerCase() === "owner");
    const hours = created === undefined ? 0 : (now - created) / 3_600_000;
    if (isNew && isUntagged && hours >= tagHours) {
      parts.push({
        status: "FAIL",
        text: `it has no tag owner, ${Math.floor(hours)} hours after it was made (limit ${tagHours})`,
      });
    }
    return combineParts(parts, "");
  },

  examples: [
    {
      name: "made by the pipeline, with an owner",
      ...fresh({ owner: "team-a" }),
      behaviour: logs(40, create("deployer")),
      settings: pipeline(),
      expect: "PASS",
    },
    {
      name: "made by somebody else",
      ...fresh({ owner: "team-a" }),
      behaviour: logs(40, create("bo")),
      settings: pipeline(),
      expect: "FAIL",
    },
    {
      name: "made by the pipeline, without an owner",
      ...fresh({}),
      behaviour: logs(40, create("deployer")),
      settings: pipeline(),
      expect: "FAIL",
    },
    {
      name: "made by the pipeline an hour ago, without an owner yet",
      ...userWith([], { createdAt: daysAgo(0.04) }),
      behaviour: logs(40, { ...create("deployer"), days: 0.04 }),
      settings: pipeline(),
      expect: "PASS",
    },
    {
      name: "a key by somebody else",
      ...userWith([]),
      behaviour: logs(40, { ...create("bo"), name: "CreateAccessKey" }),
      settings: pipeline(),
      expect: "FAIL",
    },
    {
      name: "a key by itself",
      ...userWith([]),
      behaviour: logs(40, { days: 3, name: "CreateAccessKey" }),
      settings: pipeline(),
      expect: "FAIL",
    },
    {
      name: "made by somebody, and no pipeline is named",
      ...fresh({ owner: "team-a" }),
      behaviour: logs(40, create("bo")),
      expect: "UNKNOWN",
    },
    {
      name: "made long before the logs",
      ...userWith([]),
      behaviour: logs(40),
      settings: pipeline(),
      expect: "NOT_APPLICABLE",
    },
    {
      name: "made within the time of the logs, which do not show it",
      ...fresh({}),
      behaviour: logs(40),
      settings: pipeline(),
      expect: "UNKNOWN",
    },
    { name: "a service-linked role", ...principal(serviceLinkedRole()), behaviour: logs(40), expect: "NOT_APPLICABLE" },
    { name: "no logs", ...fresh({}), expect: "UNKNOWN" },
  ],
});

const makesUser: ReadonlySet<string> = new Set(["CreateUser", "CreateAccessKey", "CreateLoginProfile"]);

/** A user who makes a key for themselves need not say for whom. */
const makings: ChangesBy = changesBy((change) => {
  const { event, actor } = change;
  if (event.eventSource !== "iam.amazonaws.com") return undefined;
  if (event.eventName === "CreateRole") return `role/${textOf(change, "roleName") ?? ""}`;
  if (!makesUser.has(event.eventName)) return undefined;
  const user = textOf(change, "userName");
  return user === undefined ? `by ${actor ?? ""}` : `user/${user}`;
});

function judge(
  { event, actor, actorType }: RecordedChange,
  pipelines: readonly ReturnType<typeof compileGlob>[],
): Part {
  const who = actor ?? actorType;
  const text = `${event.eventName} by ${who} at ${timeText(event.ms)}`;
  const evidence = eventEvidence([event]);
  if (pipelines.length === 0) {
    // The same words for everybody, so that it is said once for the account.
    return {
      status: "UNKNOWN",
      text: "no pipelines are named in the configuration: who may make identities is not known",
    };
  }
  const isPipeline = actor !== undefined && pipelines.some((glob) => globMatches(glob, actor));
  return isPipeline
    ? { status: "PASS", text: `${text}, a pipeline`, evidence }
    : { status: "FAIL", text: `${text}, which is none of the pipelines`, evidence };
}

function notMade(behaviour: Behaviour, createdAt: string | undefined, now: number) {
  const created = createdAt === undefined ? undefined : Date.parse(createdAt);
  const from = behaviour.coverage.from ?? now;
  if (created !== undefined && created < from) {
    return {
      status: "NOT_APPLICABLE" as const,
      reason: "It was made before the logs begin, and got no key or password in them.",
    };
  }
  const gap = notComplete(behaviour, ["changes"], created ?? from, now);
  const why = gap ?? "the logs, which cover the time, do not show by whom";
  return { status: "UNKNOWN" as const, reason: sentence(`it was made after the logs begin, and ${why}`) };
}

function fresh(tags: { readonly [key: string]: string }) {
  return userWith([], { createdAt: daysAgo(3), tags });
}

function create(by: string): ExampleEvent {
  return { days: 3, name: "CreateUser", user: by, request: { userName: "ana" } };
}

function pipeline() {
  return { pipelines: [iamArn("user/deploy*")] };
}

import { join } from "node:path";
import type { Report } from "../../report/index.ts";
import { openLabPlace } from "../lab/lab-place.ts";
import { loadRules } from "../rules/load-rules.ts";
import type { DemoAccount, DemoPlace } from "./demo-account.ts";
import { exerciseAccount, findActivities, leaveNothing, seedAccount } from "./demo-exercise.ts";
import { askDemo } from "./demo-questions.ts";
import { demoReport } from "./demo-report.ts";
import { type StoryTeller, startStory } from "./demo-story.ts";
import { proveTrail } from "./demo-trail.ts";

export interface DemoRequest extends StoryTeller {
  /** Starts the account. */
  readonly start: () => Promise<DemoAccount>;
  /** Of this demo alone: what it collects, copies and writes down. */
  readonly folder: string;
  /** What was made in the account stays there. */
  readonly keeps: boolean;
}

/**
 * The whole job on an account that is there for it: a trail is made, the lab is run, and everything that can be asked is asked; then
 * all of it goes, and the account is compared with what it was. Throws Problems, and an Error where something is not as it claims.
 */
export async function runDemoStory({ start, folder, keeps, ...teller }: DemoRequest): Promise<Report> {
  const story = startStory(teller);
  const account = await story.tell("sandbox start", async () => {
    const value = await start();
    return { value, text: `an AWS account in this process: ${value.endpoint.replace("http://", "")}` };
  });
  const place: DemoPlace = {
    account,
    connection: { endpointUrl: account.endpoint, region: "us-east-1" },
    workspace: join(folder, "workspace"),
    logs: join(folder, "logs"),
  };
  const before = await seedAccount(place, story);
  const lab = await openLabPlace(place.connection, {});
  try {
    const exercise = await exerciseAccount(place, lab, story);
    const rules = loadRules([], { builtin: true, lean: true });
    const found = await findActivities(lab, exercise.run, rules, story);
    const trailVerdicts = await proveTrail(place, exercise, story);
    const answers = await askDemo(place, { rules, trailVerdicts, previous: before.snapshot }, story);
    if (!keeps) await leaveNothing(place, { lab, before, states: exercise.states }, story);
    return demoReport({ ...answers, lab: found.lines, story: story.steps, logs: place.logs });
  } finally {
    lab.connection.close();
  }
}

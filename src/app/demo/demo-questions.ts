import type { ControlStatus } from "../../compliance/index.ts";
import { collectFeatures, type Snapshot, type TrailVerdicts } from "../../model/index.ts";
import type { Report } from "../../report/index.ts";
import { auditAccount } from "../audit/audit-account.ts";
import { complianceReport } from "../audit/compliance.ts";
import { readBehaviour } from "../behaviour/read-behaviour.ts";
import { detectReport } from "../detect/detect-report.ts";
import { chooseFrameworks } from "../frameworks/choose-frameworks.ts";
import { loadFrameworks, loadProfiles } from "../frameworks/load-frameworks.ts";
import { withPictures } from "../report/report-account.ts";
import { readRightsizeInputs } from "../rightsize/rightsize-inputs.ts";
import { planFor, verifySaved } from "../rightsize/rightsize-plan.ts";
import { usageAccount } from "../rightsize/usage-account.ts";
import { readUsageInputs } from "../rightsize/usage-inputs.ts";
import type { LoadedRules } from "../rules/load-rules.ts";
import { defaultSettings } from "../settings/settings.ts";
import type { DemoPlace } from "./demo-account.ts";
import { collectDemo } from "./demo-collect.ts";
import { mustHold, type Story } from "./demo-story.ts";

/** What was asked of the account, and of what its trails delivered. */
export interface DemoAnswers {
  readonly audit: Report;
  readonly detect: Report;
}

/** What is known before anything is asked. */
export interface DemoKnowledge {
  readonly rules: LoadedRules;
  /** Of the trail that signs its files. */
  readonly trailVerdicts: TrailVerdicts;
  /** As it was before the exercise. */
  readonly previous: Snapshot;
}

/** Collects the account once, and asks everything offline. Throws Problems. */
export async function askDemo(
  place: DemoPlace,
  { rules, trailVerdicts, previous }: DemoKnowledge,
  story: Story,
): Promise<DemoAnswers> {
  const { path, snapshot } = await story.tell("collect", async () => {
    const value = await collectDemo(place, collectFeatures);
    const asked = new Set(value.snapshot.lastAccessed?.map(({ arn }) => arn)).size;
    return {
      value,
      text: `${value.calls} calls, Access Advisor for ${asked} users and roles`,
    };
  });
  const audit = await auditDemo({ ...snapshot, trailVerdicts }, { previous, logs: place.logs }, story);
  await askLeastPrivilege(path, snapshot, place.logs, story);
  const detect = await detectDemo(place.logs, rules, story);
  await askCompliance({ ...snapshot, trailVerdicts }, story);
  const frameworks = chooseFrameworks([], undefined, loadFrameworks().frameworks, loadProfiles().profiles);
  return { audit: withPictures(audit, { snapshot, beside: {}, frameworks }, defaultSettings), detect };
}

async function auditDemo(
  snapshot: Snapshot,
  { previous, logs }: { readonly previous: Snapshot; readonly logs: string },
  story: Story,
): Promise<Report> {
  return story.tell("audit", async () => {
    const { behaviour, problems } = await readBehaviour([logs]);
    const value = auditAccount(snapshot, defaultSettings, problems, { previous, behaviour });
    const checks = new Set(value.findings.map(({ source }) => source.id)).size;
    const failed = value.findings.filter(({ status }) => status === "FAIL");
    const unknown = value.findings.filter(({ status }) => status === "UNKNOWN").length;
    const parts = [...bySeverity(failed.map(({ severity }) => severity)), `${unknown} not evaluated`];
    return { value, text: `${checks} checks: ${parts.join(", ")}` };
  });
}

/** Somebody who may use much more than is ever used. */
const principal = "developer-1";
const windowDays = 90;

async function askLeastPrivilege(path: string, snapshot: Snapshot, logs: string, story: Story): Promise<void> {
  const sources = { authorizationDetails: [], serviceLastAccessed: [], logs: [logs], snapshot: path };
  const now = new Date(snapshot.takenAt);
  const asOf = snapshot.takenAt.replace(".000Z", "Z");
  const limits = { windowDays, graceDays: 30, protect: [] };

  await story.tell("usage", async () => {
    const value = usageAccount(await readUsageInputs(sources, { asOf, now }), { principal, ...limits });
    const services = value.principals[0]?.services ?? [];
    const used = services.filter(({ state }) => state === "used");
    return {
      value,
      text: `${principal} used ${used.length} of ${services.length} services in ${windowDays} days`,
    };
  });
  const { facts, saved } = await story.tell("rightsize plan", async () => {
    const read = await readRightsizeInputs(sources, { principal, asOf });
    const options = { asOf, level: "action", allowNotAction: false, shared: "union", ...limits } as const;
    const plan = planFor(principal, read.facts, options);
    const { before, after } = plan.measure.actions;
    mustHold(plan.proof.holds && after < before, `${principal} is planned to lose actions, with a proof`);
    return {
      value: { facts: read.facts, saved: JSON.stringify(plan) },
      text: `${principal} keeps ${after} of ${before} granted actions`,
    };
  });
  await story.tell("rightsize verify", async () => {
    const plan = verifySaved(saved, "plan");
    const { holds, checks } = "failed" in plan ? plan.failed : plan.check(facts, {});
    mustHold(holds, "the plan holds");
    return {
      value: undefined,
      text: `the proof holds: ${checks.length} checks`,
    };
  });
}

async function detectDemo(logs: string, loaded: LoadedRules, story: Story): Promise<Report> {
  return story.tell("detect", async () => {
    const { report } = await detectReport({
      paths: [logs],
      rulePaths: [],
      builtinRules: true,
      loaded,
      placeholders: new Map(),
      group: true,
    });
    const { stats, detections } = report;
    const levels = bySeverity(detections.map(({ rule }) => rule.level)).join(", ");
    return {
      value: report,
      text: `${stats?.rulesLoaded ?? 0} rules, ${stats?.events ?? 0} events, ${detections.length} detections: ${levels}`,
    };
  });
}

async function askCompliance(snapshot: Snapshot, story: Story): Promise<void> {
  await story.tell("compliance", async () => {
    const choice = chooseFrameworks([], undefined, loadFrameworks().frameworks, loadProfiles().profiles);
    const value = complianceReport(snapshot, defaultSettings, [], choice);
    const controls = value.frameworks.flatMap((framework) => framework.controls);
    const count = (...wanted: readonly ControlStatus[]): number =>
      controls.filter(({ status }) => wanted.includes(status)).length;
    const [failed, passed, part] = [count("FAIL"), count("PASS"), count("PARTIAL")];
    const rest = controls.length - failed - passed - part;
    return {
      value,
      text: `${value.frameworks.length} frameworks, ${controls.length} controls: ${failed} fail, ${passed} pass, ${part} pass in part, ${rest} are left for people or not known`,
    };
  });
}

/** `1 critical`, `2 high`; what there is none of is left out. */
function bySeverity(severities: readonly string[]): readonly string[] {
  return ["critical", "high", "medium", "low", "informational"].flatMap((severity) => {
    const count = severities.filter((one) => one === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
}

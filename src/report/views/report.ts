import type { FrameworkResult } from "../../compliance/index.ts";
import type { Detection, DetectionStats, Finding, ProblemRecord, Severity } from "../../model/index.ts";
import type { EscalationView } from "./escalation-view.ts";
import type { IdentityRow } from "./report-identities.ts";
import type { SinceLast } from "./report-since.ts";
import type { TrailCoverage } from "./report-trail-coverage.ts";

/** Everything that a report may show. Parts that are absent were not asked for; nothing here is computed by a format. */
export interface Report {
  /** Which command made it. */
  readonly kind: "audit" | "detect" | "demo" | "report";
  readonly title: string;
  readonly toolVersion: string;
  /** Twelve digits, or empty where no input named the account. */
  readonly account: string;
  /** The clock: ages are counted up to here. ISO 8601, UTC. */
  readonly asOf: string;
  /** Posture findings, and detections folded into findings where grouping was asked for. */
  readonly findings: readonly Finding[];
  readonly detections: readonly Detection[];
  readonly stats?: DetectionStats;
  readonly problems: readonly ProblemRecord[];
  /** What is no problem, but should be known: rules that are still learning, or that wait for settings. */
  readonly notes?: readonly string[];
  readonly inputs: readonly { readonly source: string; readonly file: string; readonly sha256: string }[];
  /** Where in a file of {@link inputs} a resource stands, as far as that is a line of text. */
  readonly places?: readonly { readonly source: string; readonly resource: string; readonly line: number }[];
  /** One per active credential, for the age chart. */
  readonly credentialAges?: readonly CredentialAge[];
  /** Equal spans of time in order, gaps included, for the histogram. */
  readonly activity?: readonly ActivitySpan[];
  /** Granted against used, for the heat map. */
  readonly usage?: readonly UsageCell[];
  /** Users, roles and root, for the page. */
  readonly identities?: readonly IdentityRow[];
  /** Ways to more permissions, for the page. */
  readonly escalation?: EscalationView;
  /** Which events the trails record, for the page. */
  readonly trailCoverage?: TrailCoverage;
  /** Controls of frameworks with their statuses, for the page. */
  readonly compliance?: ReportCompliance;
  /** Against an earlier result. */
  readonly since?: SinceLast;
  /** How many findings a filter of the user left out of {@link findings}; every format says so. */
  readonly hiddenFindings?: number;
  /** What was done one after the other, where a report is about more than one question. */
  readonly story?: readonly StoryStep[];
  /** The activities of the lab, and where each was found again. */
  readonly lab?: readonly LabActivityResult[];
  /** Commands or sentences for the end of the terminal's table: what to do next. */
  readonly next?: readonly string[];
}

export interface ReportCompliance {
  readonly frameworks: readonly FrameworkResult[];
  /** Undefined: frameworks were named one by one. */
  readonly profile?: { readonly id: string; readonly title: string; readonly outOfScope: readonly string[] };
}

export interface StoryStep {
  /** `trail apply` */
  readonly step: string;
  /** What was done and found, in a sentence without its full stop. */
  readonly text: string;
  readonly seconds: number;
}

/** What became visible of one activity of the lab. */
export interface LabActivityResult {
  readonly activity: string;
  readonly eventName: string;
  /** 0: the activity was left out. */
  readonly expected: number;
  readonly foundInEventHistory: number;
  readonly foundInTrail: number;
  /** Titles of the rules that fired on it. */
  readonly detections: readonly string[];
  /**
   * From the event to its delivery by the trail; where it is in Event history alone, to when it was first seen there. Null: it is
   * in neither.
   */
  readonly secondsToVisible: number | null;
}

export interface CredentialAge {
  readonly user: string;
  readonly credential: "password" | "access key 1" | "access key 2";
  /** Fractional days. */
  readonly ageDays: number;
  /** Undefined: never used. */
  readonly lastUsedDays?: number;
  /** Undefined: nothing limits it (passwords, where no policy makes them expire). */
  readonly limitDays?: number;
}

export interface ActivitySpan {
  /** ISO 8601, UTC. */
  readonly start: string;
  readonly hours: number;
  readonly events: number;
  /** Events with an error code. */
  readonly errors: number;
  /** Detections of medium and above. */
  readonly detections: { readonly [severity in Severity]?: number };
}

export interface UsageCell {
  /** ARN. */
  readonly principal: string;
  /** Service namespace, `s3`. */
  readonly service: string;
  /** Undefined: granted, and not used within the tracking period. */
  readonly lastUsedDays?: number;
  /** Undefined: it is as the days say. */
  readonly state?: "unknown" | "protected";
}

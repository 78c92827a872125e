import type { JsonObject } from "../../../model/index.ts";
import { accountId, drawingsBucket } from "./workload.ts";

/** An IAM user. What was used when comes from the events. */
export interface UserSeed {
  readonly name: string;
  readonly id: string;
  readonly created: string;
  /** Undefined: cannot sign in to the console. `used` is for uses before the log begins. */
  readonly password?: { readonly changed: string; readonly used?: string };
  /** A virtual device, registered and in use. */
  readonly mfa: boolean;
  /** By ascending id, which is the order of the slots. */
  readonly keys: readonly KeySeed[];
  readonly groups: readonly string[];
  readonly policies: readonly string[];
  readonly inline?: { readonly name: string; readonly statements: readonly JsonObject[] };
  readonly boundary?: string;
  readonly tags: { readonly [key: string]: string };
}

export interface KeySeed {
  readonly id: string;
  readonly active: boolean;
  readonly rotated: string;
  /** A use before the log begins. */
  readonly used?: { readonly at: string; readonly region: string; readonly service: string };
}

/** Everybody who works here, in the order in which the credential report has them. */
export const users: readonly UserSeed[] = [
  {
    name: "admin-user",
    id: "AIDAAEROADMIN2EXAMPLE",
    created: "2022-01-10T08:00:21Z",
    password: { changed: "2026-08-31T07:12:40Z" },
    mfa: true,
    keys: [{ id: "AKIAAEROADMN2EXAMPLE", active: true, rotated: "2026-09-14T08:22:10Z" }],
    groups: ["admins"],
    policies: [],
    tags: { team: "platform", owner: "platform-lead" },
  },
  {
    name: "analyst-user",
    id: "AIDAAEROANALY2EXAMPLE",
    created: "2025-03-03T08:30:00Z",
    password: { changed: "2025-03-03T08:31:12Z" },
    mfa: false,
    keys: [],
    groups: ["analysts"],
    policies: [],
    tags: { team: "data" },
  },
  {
    name: "audit-user",
    id: "AIDAAEROAUDIT2EXAMPLE",
    created: "2024-06-17T07:50:00Z",
    mfa: false,
    keys: [{ id: "AKIAAEROAUDT2EXAMPLE", active: true, rotated: "2025-10-05T09:14:22Z" }],
    groups: [],
    policies: ["SecurityAuditRead"],
    tags: { team: "quality", purpose: "scheduled audit" },
  },
  {
    name: "build-agent",
    id: "AIDAAEROBUILD2EXAMPLE",
    created: "2026-07-04T12:00:07Z",
    mfa: false,
    keys: [{ id: "AKIAAEROBLDA2EXAMPLE", active: true, rotated: "2026-07-04T12:00:31Z" }],
    groups: [],
    policies: ["CiDeploy"],
    tags: { team: "platform", purpose: "replaced by ci-deploy-role" },
  },
  {
    name: "demo-user",
    id: "AIDAAERODEMOU2EXAMPLE",
    created: "2025-12-01T09:00:00Z",
    password: { changed: "2025-12-01T09:02:00Z", used: "2026-05-15T13:05:44Z" },
    mfa: false,
    keys: [],
    groups: ["engineering"],
    policies: ["IAMUserChangePassword"],
    tags: { team: "training" },
  },
  {
    name: "dev-user",
    id: "AIDAAERODEVUS2EXAMPLE",
    created: "2025-01-20T14:00:00Z",
    mfa: false,
    keys: [{ id: "AKIAAERODEVU2EXAMPLE", active: true, rotated: "2026-06-11T09:45:00Z" }],
    groups: [],
    policies: ["DevPassRole", "DevDeployFunctions"],
    // Meant for one's own keys; the resource names everybody.
    inline: {
      name: "key-rotation",
      statements: [
        {
          Sid: "RotateKeys",
          Effect: "Allow",
          Action: ["iam:CreateAccessKey", "iam:ListAccessKeys", "iam:ListAttachedUserPolicies"],
          Resource: `arn:aws:iam::${accountId}:user/*`,
        },
      ],
    },
    tags: { team: "portal" },
  },
  {
    name: "developer-1",
    id: "AIDAAERODEVEL2EXAMPLE",
    created: "2024-02-12T09:40:00Z",
    password: { changed: "2026-02-02T10:00:00Z" },
    mfa: true,
    keys: [{ id: "AKIAAERODVLP2EXAMPLE", active: true, rotated: "2026-10-01T07:30:00Z" }],
    groups: ["developers"],
    policies: [],
    tags: { team: "portal" },
  },
  {
    name: "finance-viewer",
    id: "AIDAAEROFINAN2EXAMPLE",
    created: "2024-11-11T11:20:00Z",
    password: { changed: "2026-05-11T09:30:00Z" },
    mfa: true,
    keys: [],
    groups: [],
    policies: ["FinanceView", "IAMUserChangePassword"],
    tags: { team: "finance" },
  },
  {
    name: "flight-test-eng",
    id: "AIDAAEROFLIGT2EXAMPLE",
    created: "2025-05-19T06:45:00Z",
    password: { changed: "2026-05-19T06:45:00Z" },
    mfa: true,
    keys: [],
    groups: ["engineering"],
    policies: ["FlightTestWorkbench"],
    boundary: "EngineeringBoundary",
    tags: { team: "flight-test" },
  },
  {
    name: "qa-engineer",
    id: "AIDAAEROQAENG2EXAMPLE",
    created: "2024-09-02T10:10:00Z",
    password: { changed: "2026-03-16T08:00:00Z" },
    mfa: true,
    keys: [],
    groups: ["engineering"],
    policies: [],
    tags: { team: "quality" },
  },
  {
    name: "supplier-sync",
    id: "AIDAAEROSUPPL2EXAMPLE",
    created: "2023-06-05T10:00:00Z",
    mfa: false,
    keys: [
      { id: "AKIAAEROSUPA2EXAMPLE", active: true, rotated: "2026-04-05T10:00:00Z" },
      {
        id: "AKIAAEROSUPB2EXAMPLE",
        active: false,
        rotated: "2024-01-15T10:00:00Z",
        used: { at: "2024-06-30T03:02:00Z", region: "us-east-1", service: "s3" },
      },
    ],
    groups: [],
    policies: [],
    inline: {
      name: "drawings-exchange",
      statements: [
        {
          Sid: "Exchange",
          Effect: "Allow",
          Action: ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
          Resource: [`arn:aws:s3:::${drawingsBucket}`, `arn:aws:s3:::${drawingsBucket}/*`],
        },
      ],
    },
    tags: { team: "supply-chain" },
  },
];

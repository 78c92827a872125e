import { randomBytes } from "node:crypto";
import { join } from "node:path";
import {
  type AdvisorSubject,
  type CollectedAccount,
  type ConnectionOptions,
  collectAccount,
  connect,
  inParallel,
  organizationAccounts,
} from "../../collect/index.ts";
import type { CollectFeature, Problem } from "../../model/index.ts";
import { makeFolders } from "../make-folders.ts";
import { writeSnapshot } from "../snapshot/snapshot-file.ts";
import { makeWorkspace } from "../workspace.ts";
import { asProblem } from "./as-problem.ts";
import { type AnswerStore, keptAnswers } from "./kept-answers.ts";

export interface CollectRequest {
  readonly features: readonly CollectFeature[];
  /** Of Access Advisor. */
  readonly level: "service" | "action";
  readonly subjects?: readonly AdvisorSubject[];
  readonly concurrency: number;
  readonly workspace: string;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly onProgress?: (account: string, text: string) => void;
}

/** An account to be collected: by a profile, or by what stands in the environment. */
export interface CollectTarget {
  /** How the user knows it: the profile, or the account's number. */
  readonly label: string;
  readonly connection: ConnectionOptions;
}

/** What became of one account. */
export interface CollectResult {
  readonly label: string;
  /** Where the snapshot is; undefined when there is none. */
  readonly path?: string;
  readonly collected?: CollectedAccount;
  /** Answers that a run before this one had got. */
  readonly resumed: number;
  /** Why there is no snapshot. */
  readonly error?: Problem;
}

/** Collects several accounts at a time; one that fails stops nothing. */
export async function collectAccounts(
  targets: readonly CollectTarget[],
  request: CollectRequest,
): Promise<readonly CollectResult[]> {
  makeWorkspace(request.workspace);
  return inParallel(targets, accountsAtATime, (target) => collectOne(target, request));
}

const accountsAtATime = 4;

async function collectOne(
  { label, connection: options }: CollectTarget,
  request: CollectRequest,
): Promise<CollectResult> {
  const { workspace, now, onProgress, ...rest } = request;
  let store: AnswerStore | undefined;
  try {
    const connection = await connect(options);
    const collected = await collectAccount(connection, {
      ...rest,
      now,
      kept(caller) {
        const folder = join(workspace, "snapshots", caller?.account || "unknown");
        makeFolders(folder, 0o700);
        store = keptAnswers(join(folder, "access-advisor.partial.jsonl"), now);
        return store;
      },
      onCall: (action) => onProgress?.(label, action),
      onProgress: (progress) => onProgress?.(label, advisorProgress(progress)),
    }).finally(() => connection.close());
    const { snapshot } = collected;
    const folder = join(workspace, "snapshots", snapshot.account || "unknown");
    makeFolders(folder, 0o700);
    const path = join(folder, `${fileTime(snapshot.collection.finishedAt)}-${randomBytes(3).toString("hex")}.json.gz`);
    await writeSnapshot(path, snapshot);
    // Only with the snapshot on disk are the answers of the jobs in safety.
    if (snapshot.collection.ended === undefined) store?.clear();
    return { label, path, collected, resumed: store?.count ?? 0 };
  } catch (error) {
    return { label, resumed: 0, error: asProblem(error) };
  }
}

/** `20260131T120000Z`: no colon, which some file systems do not take. */
function fileTime(iso: string): string {
  return iso.replace(/[-:]|\.\d+/g, "");
}

function advisorProgress({ done, total, elapsedMs }: { done: number; total: number; elapsedMs: number }): string {
  const perSecond = done / Math.max(elapsedMs / 1000, 0.001);
  const left = Math.ceil((total - done) / perSecond);
  const time = left < 90 ? `${left} s` : `${Math.ceil(left / 60)} min`;
  return `Access Advisor ${done}/${total}, ${perSecond.toFixed(1)} a second, about ${time} left`;
}

/** The accounts of the organisation, each by a role in it; the caller's own by the caller's credentials. */
export async function organizationTargets(
  base: CollectTarget,
  roleName: string,
  signal: AbortSignal,
): Promise<readonly CollectTarget[]> {
  const connection = await connect(base.connection);
  try {
    const { accounts, own, partition } = await organizationAccounts(connection, signal);
    return accounts.map(({ id }) =>
      id === own
        ? { label: id, connection: base.connection }
        : {
            label: id,
            connection: {
              ...base.connection,
              role: { arn: `arn:${partition}:iam::${id}:role/${roleName}` },
              // The role of the flags is taken on first, then that of the account.
              ...(base.connection.role !== undefined && { through: base.connection.role }),
            },
          },
    );
  } finally {
    connection.close();
  }
}

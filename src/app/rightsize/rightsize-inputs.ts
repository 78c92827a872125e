import { basename } from "node:path";
import { actionCatalogue } from "../../iam/index.ts";
import { Problem, type ProblemRecord } from "../../model/index.ts";
import type { RightsizeFacts } from "../../rightsize/index.ts";
import { eventHistory } from "../events/event-history-word.ts";
import type { AwsEventOptions } from "../events/event-sources.ts";
import { readInput } from "../read-input.ts";
import { answersFor } from "./answers-for.ts";
import { readUsageInputs, type UsageInputOptions, type UsageSources } from "./usage-inputs.ts";
import { wholeLogs } from "./whole-logs.ts";

export interface RightsizeInputs {
  readonly facts: RightsizeFacts;
  /** The clock of the snapshot; of one that was collected, AWS's own. ISO 8601, UTC. */
  readonly takenAt: string;
  readonly problems: readonly ProblemRecord[];
  /** Something that the user named gave nothing at all. */
  readonly isBroken: boolean;
}

export interface RightsizeInputOptions extends UsageInputOptions {
  /** Whose an Access Advisor answer is that names nobody; undefined: the plans are for several. */
  readonly principal?: string;
  /** The clock. ISO 8601, UTC. */
  readonly asOf: string;
  /** The bytes of `-`. */
  readonly stdin?: AsyncIterable<Uint8Array>;
  /** How AWS is asked for logs in buckets. */
  readonly aws?: AwsEventOptions;
  readonly onProgress?: (done: number, files: number) => void;
  /** Also find out whether the logs are whole, by which resources may be narrowed. */
  readonly resources?: { readonly publicKeys: readonly string[]; readonly windowDays: number };
}

/**
 * Reads what a plan is made from. Throws a Problem when there are no authorization details: what is granted stands
 * nowhere else.
 */
export async function readRightsizeInputs(
  sources: UsageSources,
  { principal, resources, ...options }: RightsizeInputOptions,
): Promise<RightsizeInputs> {
  if (sources.logs.includes("-")) {
    throw new Problem(
      "cli.usage",
      "A plan names the bytes that it was made from, and standard input cannot be read again.",
      {
        hint: "Save the logs to a file.",
      },
    );
  }
  if (sources.logs.includes(eventHistory)) {
    throw new Problem(
      "cli.usage",
      "A plan names the bytes that it was made from, and Event history is another one each time that it is asked.",
      { hint: "Give the files of a trail, or their bucket (s3://bucket/prefix)." },
    );
  }
  const { snapshot, counted, problems, isBroken, logGaps } = await readUsageInputs(sources, {
    now: new Date(),
    ...options,
    ...(resources && { places: true }),
  });
  if (snapshot?.identities === undefined) {
    throw new Problem("input.nothing", "There are no authorization details: what is granted is not known.", {
      hint: "Save them: aws iam get-account-authorization-details > details.json",
    });
  }
  const origins = Object.entries(snapshot.sources).flatMap(([source, record]) =>
    record.origins.map(({ file, sha256 }) => ({ source, file, sha256 })),
  );
  const more = resources === undefined ? [] : await filesOf(resources.publicKeys, sources.snapshot);
  const inputs = [...origins, ...(counted?.inputs ?? []), ...more].map(({ source, file, sha256 }) => ({
    source,
    file: basename(file),
    sha256,
  }));
  const whole =
    resources && (await wholeLogs({ snapshot, counted, logs: sources.logs, asOf: options.asOf, ...resources }));
  return {
    facts: {
      identities: snapshot.identities,
      identityGaps: snapshot.sources["authorization-details"].gaps,
      lastAccessed: answersFor(principal, snapshot),
      ...(snapshot.credentialReport && { credentialReport: snapshot.credentialReport }),
      ...(counted && { activity: counted.activity }),
      logGaps,
      ...(whole && { wholeLogs: whole }),
      catalogue: actionCatalogue(),
      inputs: inputs.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    },
    takenAt: snapshot.takenAt,
    problems,
    isBroken,
  };
}

/** What tells of the trail is an input like others. */
async function filesOf(
  publicKeys: readonly string[],
  snapshot: string | undefined,
): Promise<readonly { readonly source: string; readonly file: string; readonly sha256: string }[]> {
  const files = [
    ...publicKeys.map((file) => ({ source: "public-keys", file, most: maxKeyBytes })),
    ...(snapshot === undefined ? [] : [{ source: "snapshot", file: snapshot, most: maxSnapshotBytes }]),
  ];
  return Promise.all(
    files.map(async ({ source, file, most }) => {
      const { origin } = await readInput(file, most, new Date(0));
      return { source, file, sha256: origin.sha256 };
    }),
  );
}

const maxKeyBytes = 16 * 2 ** 20;
const maxSnapshotBytes = 500 * 2 ** 20;

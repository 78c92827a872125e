import { basename } from "node:path";
import { actionCatalogue } from "../../iam/index.ts";
import { Problem, type ProblemRecord } from "../../model/index.ts";
import type { RightsizeFacts } from "../../rightsize/index.ts";
import { eventHistory } from "../events/event-history-word.ts";
import type { AwsEventOptions } from "../events/event-sources.ts";
import { answersFor } from "./answers-for.ts";
import { readUsageInputs, type UsageInputOptions, type UsageSources } from "./usage-inputs.ts";

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
}

/**
 * Reads what a plan is made from. Throws a Problem when there are no authorization details: what is granted stands
 * nowhere else.
 */
export async function readRightsizeInputs(
  sources: UsageSources,
  { principal, ...options }: RightsizeInputOptions,
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
  });
  if (snapshot?.identities === undefined) {
    throw new Problem("input.nothing", "There are no authorization details: what is granted is not known.", {
      hint: "Save them: aws iam get-account-authorization-details > details.json",
    });
  }
  const origins = Object.entries(snapshot.sources).flatMap(([source, record]) =>
    record.origins.map(({ file, sha256 }) => ({ source, file, sha256 })),
  );
  const inputs = [...origins, ...(counted?.inputs ?? [])].map(({ source, file, sha256 }) => ({
    source,
    file: basename(file),
    sha256,
  }));
  return {
    facts: {
      identities: snapshot.identities,
      identityGaps: snapshot.sources["authorization-details"].gaps,
      lastAccessed: answersFor(principal, snapshot),
      ...(snapshot.credentialReport && { credentialReport: snapshot.credentialReport }),
      ...(counted && { activity: counted.activity }),
      logGaps,
      catalogue: actionCatalogue(),
      inputs: inputs.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    },
    takenAt: snapshot.takenAt,
    problems,
    isBroken,
  };
}

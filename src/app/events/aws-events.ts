import { connect } from "../../collect/index.ts";
import { type AwsOptions, type FoundLogFiles, isObjectUri, listLogObjects, openObjectStore } from "../../logs/index.ts";
import type { ProblemRecord } from "../../model/index.ts";
import { collectHistory } from "./event-history.ts";
import type { AwsEventOptions, EventSources } from "./event-sources.ts";

/** The files behind addresses of buckets, and of Event history once it is kept here. */
export async function findAwsEvents(paths: readonly string[], options: AwsEventOptions): Promise<EventSources> {
  const buckets = paths.filter(isObjectUri);
  const connection = await connect(options.connection);
  const { endpointUrl } = options.connection;
  const { region, credentials } = connection;
  const aws: AwsOptions = { region, credentials, ...(endpointUrl !== undefined && { endpointUrl }) };
  const listed = buckets.length === 0 ? undefined : await listBuckets(buckets, aws, options);
  const history = buckets.length === paths.length ? undefined : await collectHistory(connection, aws, options);
  const askedAt = history?.askedAt ?? listed?.listedAt;
  return {
    files: [...(listed?.files ?? []), ...(history?.files ?? [])],
    skipped: listed?.skipped ?? 0,
    problems: [...(listed?.problems ?? []), ...(history?.problems ?? [])],
    ...(listed && {
      objects: {
        aws,
        listedAt: listed.listedAt,
        concurrency: options.concurrency,
        bytes: listed.bytes,
      },
    }),
    ...(askedAt !== undefined && {
      freshness: { askedAt, cadence: listed === undefined ? historyCadence : filesCadence },
    }),
  };
}

/** Source: CloudTrail User Guide, "How CloudTrail works" and "Working with CloudTrail Event history". */
const filesCadence = "files arrive about every 5 minutes, up to 15";
const historyCadence = "Event history shows events about 5 minutes after they happened, up to 15";

interface ListedBuckets extends FoundLogFiles {
  readonly bytes: number;
  readonly listedAt: number | undefined;
}

async function listBuckets(uris: readonly string[], aws: AwsOptions, options: AwsEventOptions): Promise<ListedBuckets> {
  const { concurrency, onProgress } = options;
  const store = await openObjectStore(aws);
  const files = new Set<string>();
  const problems: ProblemRecord[] = [];
  let [bytes, skipped] = [0, 0];
  for (const uri of uris) {
    const listed = await listLogObjects(store, uri, options, {
      concurrency,
      onFound: (count) => onProgress?.(`listing ${uri}: ${files.size + count} files`),
    });
    // Those that two addresses have in common are read once; their bytes only size tables.
    for (const file of listed.files) files.add(file);
    problems.push(...listed.problems);
    bytes += listed.bytes;
    skipped += listed.skipped;
  }
  const listedAt = store.now();
  store.close();
  return { files: [...files], skipped, problems, bytes, listedAt };
}

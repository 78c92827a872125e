import fc from "fast-check";
import { expect, test } from "vitest";
import { Problem } from "../../model/index.ts";
import { listLogObjects } from "./list-log-objects.ts";
import { daysBetween, type LogWindow, wantedKeys } from "./log-place.ts";
import type { ObjectPage, ObjectQuery, ObjectStore } from "./object-store.ts";

const now = Date.parse("2026-11-22T12:00:00Z");

interface FakeStore extends ObjectStore {
  readonly asked: ObjectQuery[];
}

/** A bucket whose pages hold few keys. Lists as S3 documents it: by bytes, folders rolled up, `after` exclusive. */
function bucketOf(
  given: readonly string[],
  pageKeys = 1000,
  denied: (prefix: string) => boolean = () => false,
): FakeStore {
  const keys = [...given].sort();
  const asked: ObjectQuery[] = [];
  return {
    asked,
    open: async () => {},
    async *list(_bucket, query) {
      asked.push(query);
      const { prefix, after = "", folders } = query;
      if (denied(prefix)) throw new Problem("aws.denied", "s3:ListBucket: AccessDenied: Access Denied.");
      const lines = linesOf(
        keys.filter((key) => key.startsWith(prefix) && key > after),
        folders === true ? prefix.length : undefined,
      );
      const all = [...lines];
      for (let at = 0; at === 0 || at < all.length; at += pageKeys) {
        const part = all.slice(at, at + pageKeys);
        const page: ObjectPage = {
          objects: part.flatMap(([key, kind]) => (kind === "object" ? [{ key, size: 10 }] : [])),
          folders: part.flatMap(([key, kind]) => (kind === "folder" ? [key] : [])),
          isLast: at + pageKeys >= all.length,
        };
        yield page;
      }
    },
    get: async () => undefined,
    now: () => now,
    close: () => {},
  };
}

/** Keys, or what they are rolled up to from a place in them on. */
function linesOf(keys: readonly string[], rolledFrom: number | undefined): ReadonlyMap<string, "object" | "folder"> {
  const lines = new Map<string, "object" | "folder">();
  for (const key of keys) {
    const slash = rolledFrom === undefined ? -1 : key.indexOf("/", rolledFrom);
    lines.set(slash === -1 ? key : key.slice(0, slash + 1), slash === -1 ? "object" : "folder");
  }
  return lines;
}

const list = (store: ObjectStore, path: string, window: LogWindow = {}): ReturnType<typeof listLogObjects> =>
  listLogObjects(store, `s3://logs${path}`, window, { concurrency: 4 });

function logKey(day: string, number: number, region = "us-east-1", account = "111122223333", top = "AWSLogs/"): string {
  const time = `${day.replaceAll("/", "")}T${String(number % 24).padStart(2, "0")}05Z`;
  const name = `${account}_CloudTrail_${region}_${time}_${String(number).padStart(16, "A")}.json.gz`;
  return `${top}${account}/CloudTrail/${region}/${day}/${name}`;
}

const days = daysBetween("2026/11/01", "2026/11/22");
const logs = days.flatMap((day) => [1, 7, 20].map((number) => logKey(day, number)));
const others = logs.map((key) => key.replaceAll("us-east-1", "eu-west-1").replaceAll("111122223333", "444455556666"));
const besides = [
  "AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/11/21/digest.json.gz",
  "AWSLogs/111122223333/CloudTrail/",
  "AWSLogs/111122223333/Config/us-east-1/2026/11/21/config.json.gz",
  "README.txt",
];
const uris = (keys: readonly string[]): readonly string[] => keys.map((key) => `s3://logs/${key}`).sort();

test("a whole bucket: events of all accounts and regions, and nothing of digests and other services", async () => {
  const listed = await list(bucketOf([...logs, ...others, ...besides]), "");
  expect([...listed.files].sort()).toEqual(uris([...logs, ...others]));
  expect(listed).toMatchObject({ bytes: 10 * (logs.length + others.length), skipped: 1, problems: [] });
});

test.each([
  ["/AWSLogs", [...logs, ...others]],
  ["/AWSLogs/111122223333/", logs],
  ["/AWSLogs/111122223333/CloudTrail/us-east-1", logs],
  ["/AWSLogs/1111", logs],
  ["/AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/1", logs.filter((key) => key.includes("/2026/11/1"))],
  [`/${logs[5]}`, logs.slice(5, 6)],
  ["/AWSLogs/111122223333/CloudTrail-Digest/", [besides[0] ?? ""]],
])("of %s what is below it, or begins so", async (path, keys) => {
  const listed = await list(bucketOf([...logs, ...others, ...besides]), path);
  expect([...listed.files].sort()).toEqual(uris(keys));
});

test("an object that is named by itself is taken whatever its name", async () => {
  expect((await list(bucketOf(["a/README.txt", "a/README.txt.gz"]), "/a/README.txt")).files).toEqual([
    "s3://logs/a/README.txt",
  ]);
});

test("of a day only its days are asked for, of the account and region that are wanted", async () => {
  const store = bucketOf([...logs, ...others, ...besides]);
  const window = { fromMs: Date.parse("2026-11-10T12:00:00Z"), toMs: Date.parse("2026-11-10T13:00:00Z") };
  const { files } = await list(store, "", { ...window, regions: ["us-east-1"] });
  expect([...files].sort()).toEqual(uris(logs.filter(wantedKeys(window))));
  const folder = "AWSLogs/111122223333/CloudTrail/us-east-1/";
  const ofFiles = store.asked.filter(({ folders }) => folders !== true);
  expect(ofFiles).toEqual([{ prefix: folder, after: `${folder}2026/11/10` }]);
});

test("a busy region is listed by days, and each key is found once", async () => {
  const store = bucketOf([...logs, "AWSLogs/111122223333/CloudTrail/us-east-1/2030/01/01/x.json.gz"], 4);
  const { files, problems } = await list(store, "/AWSLogs/111122223333/CloudTrail/us-east-1/");
  expect(problems).toEqual([]);
  expect([...files].sort()).toEqual(uris([...logs, "AWSLogs/111122223333/CloudTrail/us-east-1/2030/01/01/x.json.gz"]));
  expect(store.asked.length).toBeGreaterThan(days.length);
});

test("prefixes of trails are found beside each other, and what is no trail is listed whole", async () => {
  const keys = [
    logKey("2026/11/20", 1, "us-east-1", "111122223333", "prod/AWSLogs/o-a1b2c3d4e5/"),
    logKey("2026/11/20", 2),
    "exported/2026/11/events.jsonl",
    "deep/a/b/c/d/e/events.json",
  ];
  expect([...(await list(bucketOf(keys), "")).files].sort()).toEqual(uris(keys));
  const many = Array.from({ length: 300 }, (_, at) => `run-${at}/events.json`);
  const store = bucketOf([...many, ...besides]);
  expect((await list(store, "")).files).toHaveLength(300);
  expect(store.asked.length).toBeLessThan(10);
});

test("a window never loses a file that the same window would take of a whole listing", async () => {
  const key = fc
    .record({
      day: fc.constantFrom(...days),
      number: fc.nat(23),
      region: fc.constantFrom("us-east-1", "eu-west-1"),
      account: fc.constantFrom("111122223333", "444455556666"),
      top: fc.constantFrom("AWSLogs/", "a/b/AWSLogs/", "AWSLogs/o-a1b2c3d4e5/"),
    })
    .map(({ day, number, region, account, top }) => logKey(day, number, region, account, top));
  const hour = fc
    .integer({ min: 0, max: 22 * 24 })
    .map((hours) => Date.parse("2026-11-01T00:00:00Z") + hours * 3_600_000);
  const window = fc.record(
    {
      fromMs: hour,
      toMs: hour,
      regions: fc.constantFrom(["us-east-1"], ["eu-west-1", "us-east-1"]),
      accounts: fc.constant(["444455556666"]),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(key, { maxLength: 60 }),
      window,
      fc.integer({ min: 1, max: 7 }),
      async (keys, of, page) => {
        const { files } = await list(bucketOf(keys, page), "", of);
        expect([...files].sort()).toEqual(uris(keys.filter(wantedKeys(of))));
      },
    ),
    { numRuns: 100, seed: 20_261_121 },
  );
});

test("what may not be listed is named, and the rest is listed", async () => {
  const denied = (prefix: string): boolean => prefix.includes("eu-west-1");
  const { files, problems } = await list(bucketOf([...logs, ...others], 1000, denied), "");
  expect([...files].sort()).toEqual(uris(logs));
  expect(problems).toMatchObject([
    { code: "aws.denied", location: { file: "s3://logs/AWSLogs/444455556666/CloudTrail/eu-west-1/" } },
  ]);
});

test("who may list a folder need not be allowed to list what begins like it", async () => {
  const denied = (prefix: string): boolean => !prefix.startsWith("AWSLogs/111122223333/");
  const { files, problems } = await list(bucketOf(logs, 1000, denied), "/AWSLogs/111122223333");
  expect(files).toHaveLength(logs.length);
  expect(problems).toEqual([]);
});

test.each([
  ["an address below which there is nothing", "/nobody/", {}, "There is no CloudTrail file below this address."],
  ["a bucket without logs", "", {}, "There is no CloudTrail file below this address."],
  [
    "a region that is not there",
    "",
    { regions: ["us-eas-1"] },
    "There are no files of region us-eas-1 below this address.",
  ],
  [
    "an account that is not there",
    "",
    { accounts: ["999999999999"] },
    "There are no files of account 999999999999 below this address.",
  ],
])("%s is named: it must not look like peace", async (_name, path, window, message) => {
  const keys = message.includes("no CloudTrail") ? ["picture.png"] : logs;
  const { files, problems } = await list(bucketOf(keys), path, window);
  expect(files).toEqual([]);
  expect(problems.map((problem) => problem.message)).toEqual([message]);
});

test("a window in which nothing was delivered is quiet, and no mistake", async () => {
  const window = { fromMs: now + 86_400_000 };
  for (const path of [
    "",
    "/AWSLogs/111122223333/CloudTrail/us-east-1/",
    "/AWSLogs/111122223333/CloudTrail/us-east-1/2026/",
  ]) {
    expect(await list(bucketOf(logs), path, window)).toMatchObject({ files: [], problems: [] });
  }
});

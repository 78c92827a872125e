import { expect, test } from "vitest";
import { credentialAges } from "./credential-ages.ts";
import * as example from "./examples/example-builders.ts";

test("credentialAges lists active credentials with age, last use and limit", () => {
  const credentialReport = example.credentialReport(
    example.rootRow({ passwordLastChanged: example.at(800) }),
    example.credentialRow({
      accessKeys: [example.activeKey(1, 100.5, 2), example.accessKey(2, { lastRotated: example.at(300) })],
    }),
    example.credentialRow({
      user: "ben",
      passwordEnabled: "true",
      passwordLastUsed: example.noInformation,
      accessKeys: [example.activeKey(1, -1), example.activeKey(2, 10)],
    }),
  );
  expect(credentialAges(example.snapshot({ credentialReport }))).toEqual([
    { user: "<root_account>", credential: "password", ageDays: 800, lastUsedDays: 400 },
    { user: "ana", credential: "access key 1", ageDays: 100.5, lastUsedDays: 2, limitDays: 90 },
    { user: "ben", credential: "password", ageDays: 500 },
    { user: "ben", credential: "access key 2", ageDays: 10, limitDays: 90 },
  ]);
});

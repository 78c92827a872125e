import { expect, test } from "vitest";
import { savedParsers } from "../parts.ts";

type Action = { readonly [key: string]: string };

function servicesOf(
  namespace: string,
  actions: readonly Action[],
  more: object = {},
  name = namespace,
): readonly object[] {
  const entry = { ServiceName: name, ServiceNamespace: namespace, TrackedActionsLastAccessed: actions, ...more };
  const answer = { JobStatus: "COMPLETED", JobType: "ACTION_LEVEL", ServicesLastAccessed: [entry] };
  return savedParsers["service-last-accessed"](JSON.stringify(answer), "f.json").value?.services ?? [];
}

const get = { ActionName: "GetObject" };
const put = { ActionName: "PutObject" };
const used = { ...put, LastAccessedTime: "2026-11-20T00:00:00Z" };

test("what answers say alike of a service that was never used is one object, and what differs is not", () => {
  const [first] = servicesOf("onlyhere", [get, put]);
  expect(first).toEqual({
    namespace: "onlyhere",
    name: "onlyhere",
    actions: [{ name: "GetObject" }, { name: "PutObject" }],
  });
  expect(servicesOf("onlyhere", [get, put])[0]).toBe(first);
  const others: readonly (readonly [Parameters<typeof servicesOf>, object])[] = [
    [["onlyhere", [get]], { namespace: "onlyhere", name: "onlyhere", actions: [{ name: "GetObject" }] }],
    [
      ["onlyhere", [put, get]],
      { namespace: "onlyhere", name: "onlyhere", actions: [{ name: "PutObject" }, { name: "GetObject" }] },
    ],
    [["onlyhere", []], { namespace: "onlyhere", name: "onlyhere", actions: [] }],
    [
      ["onlyhere", [get, put], {}, "S3"],
      { namespace: "onlyhere", name: "S3", actions: [{ name: "GetObject" }, { name: "PutObject" }] },
    ],
    [["onlyhere", [get, put], { TrackedActionsLastAccessed: undefined }], { namespace: "onlyhere", name: "onlyhere" }],
    [
      ["onlyhere", [get, used]],
      {
        namespace: "onlyhere",
        name: "onlyhere",
        actions: [{ name: "GetObject" }, { name: "PutObject", lastAccessed: "2026-11-20T00:00:00Z" }],
      },
    ],
    [
      ["onlyhere", [get, put], { LastAuthenticated: "2026-11-19T00:00:00Z" }],
      {
        namespace: "onlyhere",
        name: "onlyhere",
        lastAuthenticated: "2026-11-19T00:00:00Z",
        actions: [{ name: "GetObject" }, { name: "PutObject" }],
      },
    ],
  ];
  for (const [args, expected] of others) expect(servicesOf(...args)).toEqual([expected]);
  expect(servicesOf("__proto__", [get])).toEqual([
    { namespace: "__proto__", name: "__proto__", actions: [{ name: "GetObject" }] },
  ]);
});

test("beyond the variants that are remembered, answers are read all the same", () => {
  for (let number = 0; number < 20; number += 1) {
    const name = `Action${number}`;
    expect(servicesOf("many", [{ ActionName: name }])).toEqual([
      { namespace: "many", name: "many", actions: [{ name }] },
    ]);
  }
});

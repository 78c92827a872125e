import { describe, expect, test } from "vitest";
import { cutPaths } from "./cut-paths.ts";
import { createFieldSlots } from "./projection.ts";

const layout = { pairLow: 9, fields: 11 };
const derivedReads = new Map([
  ["derived.network", ["sourceIPAddress", "userAgent"]],
  ["derived.again", ["derived.network", "awsRegion"]],
  ["derived.day", ["eventTime"]],
  ["derived.self", ["derived.self", "awsRegion"]],
]);

function slots(fields: readonly string[], maxPaths = 60) {
  return createFieldSlots(fields, { derivedReads, layout, maxPaths });
}

describe("the words that answers depend on", () => {
  test.each<readonly [string, readonly string[], readonly string[] | undefined]>([
    ["a field has its own", ["a.b"], ["a.b"]],
    ["names have those of the pair", ["eventName", "eventSource"], ["pair"]],
    ["below a name is a path", ["eventName.x"], ["eventName.x"]],
    ["an object and what is in it have one each", ["a", "a.b"], ["a", "a.b"]],
    ["a deep field has those of the object around it", ["a.b.c.d.e.f.g.h"], ["a.b.c.d.e.f"]],
    ["the id can only be asked of the event", ["a", "eventID"], undefined],
    ["and the time", ["eventTime.x"], undefined],
    [
      "a derived field has those that it reads",
      ["derived.network"],
      ["derived.network", "sourceIPAddress", "userAgent"],
    ],
    [
      "and those that these read",
      ["derived.again"],
      ["derived.again", "derived.network", "awsRegion", "sourceIPAddress", "userAgent"],
    ],
    ["a part of a derived field, too", ["derived.self.x"], ["derived.self.x", "derived.self", "awsRegion"]],
    ["a derived field that reads the time has none", ["derived.day"], undefined],
    ["a derived field that nobody knows has none", ["derived.x"], undefined],
    ["nor has `derived` as a whole", ["derived"], undefined],
  ])("%s", (_name, fields, expected) => {
    const found = slots(fields);
    const names = found.paths.map((steps) => steps.join("."));
    const offsets = found.offsetsOf(fields);
    const named = offsets?.map((offset) => (offset === 9 ? "pair" : names[(offset - 11) / 2]));
    expect(named?.toSorted()).toEqual(expected?.toSorted());
  });

  test("a field that was not announced can only be asked of the event", () => {
    expect(slots(["a.b"]).offsetsOf(["a.c"])).toBeUndefined();
  });

  test("what stays the same during a session is known by its first step", () => {
    const { steady, offsetsOf } = slots(["userIdentity.arn", "requestParameters.x"]);
    expect([...steady]).toEqual(offsetsOf(["userIdentity.arn"]));
  });

  test("where paths must be cut, a field has the words of what it is in", () => {
    const fields = ["userAgent", ...Array.from({ length: 20 }, (_, at) => `requestParameters.p${at}`)];
    const found = slots(fields, 10);
    expect(found.paths).toEqual([["userAgent"], ["requestParameters"]]);
    expect(found.offsetsOf(["requestParameters.p3"])).toEqual([13]);
  });
});

describe("cutting paths", () => {
  const cut = (paths: readonly string[], max: number) => cutPaths(new Set(paths), max, (path) => path.startsWith("u"));
  test.each<readonly [string, readonly string[], number, readonly string[]]>([
    ["few stay", ["a.b", "a.c"], 2, ["a.b", "a.c"]],
    ["the smallest object that is enough goes", ["a.b", "a.c", "a.d", "b.x", "b.y"], 4, ["a.b", "a.c", "a.d", "b"]],
    ["the largest where none is enough", ["a.b", "a.c", "a.d", "b.x", "b.y"], 2, ["a", "b"]],
    ["deep objects before those around them", ["a.b.c", "a.b.d", "a.e"], 2, ["a.e", "a.b"]],
    ["what is kept goes last", ["u.a", "u.b", "a.b", "a.c", "a.d"], 4, ["u.a", "u.b", "a"]],
    ["but goes", ["u.a", "u.b"], 1, ["u"]],
    ["an object stands for itself and what is in it", ["a", "a.b", "c"], 2, ["c", "a"]],
    ["names that begin alike are not in each other", ["ab.c", "a.c", "a"], 2, ["ab.c", "a"]],
    ["what nothing joins is left out", ["a", "b", "c"], 2, ["a", "b"]],
    ["nothing", [], 0, []],
  ])("%s", (_name, paths, max, expected) => {
    expect(cut(paths, max)).toEqual(expected);
  });
});

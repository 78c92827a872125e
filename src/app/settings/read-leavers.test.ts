import { expect, test } from "vitest";
import { formatLocation } from "../../model/index.ts";
import { parseLeavers } from "./read-leavers.ts";

test.each<readonly [string, string, readonly object[]]>([
  [
    "a name and a day, which ends with the day",
    "ana,2026-10-31",
    [{ name: "ana", leftAt: "2026-11-01T00:00:00.000Z" }],
  ],
  ["a moment", "ana, 2026-10-31T17:00+01:00", [{ name: "ana", leftAt: "2026-10-31T16:00:00.000Z" }]],
  ["a name alone", "ana", [{ name: "ana" }]],
  ["an ARN", "arn:aws:iam::111122223333:user/ana", [{ name: "arn:aws:iam::111122223333:user/ana" }]],
  ["a name with a comma", '"smith,ana",2026-02-28', [{ name: "smith,ana", leftAt: "2026-03-01T00:00:00.000Z" }]],
  [
    "remarks, a first line, empty lines, a byte order mark",
    "\uFEFFname,leftAt\r\n\r\n# gone\r\nana\r\n",
    [{ name: "ana" }],
  ],
  ["nothing", "", []],
])("%s", (_name, text, leavers) => {
  expect(parseLeavers(text, "l.csv")).toEqual({ leavers, problems: [] });
});

test.each([
  ["ana,yesterday", "l.csv:1:5"],
  ["ana\nbo, 2026-02-30", "l.csv:2:5"],
  ["ana,2026-06-31T10:00Z", "l.csv:1:5"],
  ["Ana Smith,2026-10-31", "l.csv:1:1"],
  [",2026-10-31", "l.csv:1:1"],
  ['"ana,2026-10-31', "l.csv:1:1"],
])("%j is refused at %s", (text, place) => {
  const { problems } = parseLeavers(text, "l.csv");
  expect(problems.map(({ location }) => location && formatLocation(location))).toEqual([place]);
});

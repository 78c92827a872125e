import { describe, expect, test } from "vitest";
import { Problem } from "../../model/index.ts";
import { unexplainedNotes } from "./explained-formats.ts";

const asked = (output: string, ...files: readonly string[]) => ({
  explain: true,
  output,
  out: files.map((format) => ({ format, path: "x" })),
});

describe("--explain", () => {
  test.each(["table", "json", "jsonl"])("is in %s", (output) => {
    expect(unexplainedNotes(asked(output))).toEqual([]);
  });

  test.each(["csv", "md", "html", "ocsf", "asff", "sarif", "junit", "navigator"])(
    "is refused in %s alone",
    (output) => {
      expect(() => unexplainedNotes(asked(output))).toThrow(Problem);
      expect(() => unexplainedNotes(asked(output))).toThrow(`--explain has no place in ${output}.`);
      expect(unexplainedNotes({ ...asked(output), explain: false })).toEqual([]);
    },
  );

  test("beside a format that has it, others are named", () => {
    expect(unexplainedNotes(asked("table", "csv", "json", "csv"))).toEqual(["csv leaves out what --explain says."]);
    expect(unexplainedNotes(asked("html", "jsonl"))).toEqual(["html leaves out what --explain says."]);
  });

  test("has no place in lines of findings that detections were folded into", () => {
    expect(unexplainedNotes({ ...asked("table"), group: true })).toEqual([]);
    expect(() => unexplainedNotes({ ...asked("jsonl"), group: true })).toThrow("jsonl of findings (--group)");
  });
});

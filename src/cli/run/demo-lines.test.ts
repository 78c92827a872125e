import { describe, expect, test } from "vitest";
import { storyLines } from "./demo-lines.ts";

const step = { step: "lab run", text: "8 activities, each by a user of its own", seconds: 1.24 };
const plain = { width: 80, color: false, unicode: true };

describe("a step of the demo in the terminal", () => {
  test("is one line that ends with its time", () => {
    expect(storyLines(step, 3, plain)).toEqual([
      " 3  lab run           8 activities, each by a user of its own              1.2 s",
    ]);
  });

  test.each([60, 80, 120])("keeps to %i columns, however long its text", (width) => {
    const lines = storyLines({ ...step, text: "as before, all the same: 12 users, 5 groups, ".repeat(6) }, 20, {
      ...plain,
      width,
    });
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    expect(lines[0]).toMatch(/^20 {2}lab run .* 1\.2 s$/);
    expect(lines[1]).toMatch(/^ {22}\S/);
  });

  test("lets no escape sequence through, and adds its own only in colour", () => {
    const hostile = { ...step, text: "\u001b]0;owned\u0007 text" };
    expect(storyLines(hostile, 1, plain).join("")).not.toContain("\u001b");
    expect(storyLines(step, 1, { ...plain, color: true }).join("")).toContain("\u001b[1mlab run");
  });
});

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

test("detect starts its threads before it loads what rules and reports need", () => {
  const files = loadedBy("src/cli/run/detect.ts");
  expect(files).toContain("src/app/detect/scan-in-threads.ts");
  const others = [...files].filter((file) => /^src\/(?:sigma|detect|report)\//.test(file));
  expect(others).toEqual([]);
});

test("detect runs without the code of other commands, which takes longer to load than small files to read", () => {
  const files = loadedBy("src/cli/run/report-detections.ts");
  expect(files.size).toBeGreaterThan(100);
  const others = [...files].filter((file) => /^src\/(?:audit|iam|sandbox|collect|rightsize|provision)\//.test(file));
  expect(others).toEqual([]);
});

test("a scan thread starts without what only the main thread needs", () => {
  const files = loadedBy("src/app/detect/scan-worker.ts");
  expect(files.size).toBeGreaterThan(50);
  const others = [...files].filter((file) => /^src\/(?:audit|cli|compliance|report|sandbox)\//.test(file));
  expect(others).toEqual([]);
});

/** The file with all that it imports, directly or not; what is loaded later and what is only a type are not among them. */
function loadedBy(first: string): ReadonlySet<string> {
  const files = new Set<string>();
  const open = [first];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (files.has(file) || !existsSync(file)) continue;
    files.add(file);
    for (const [, names = "", from = ""] of readFileSync(file, "utf8").matchAll(importOrExport)) {
      if (from.startsWith(".") && !isOnlyTypes(names)) open.push(join(dirname(file), from));
    }
  }
  return files;
}

const importOrExport = /^(?:import|export)\s([^;]*?)\sfrom\s"([^"]+)"/gm;

function isOnlyTypes(names: string): boolean {
  if (names.startsWith("type ")) return true;
  const single = /^\{([^}]*)\}$/.exec(names)?.[1]?.split(",") ?? [];
  const named = single.map((name) => name.trim()).filter((name) => name !== "");
  return named.length > 0 && named.every((name) => name.startsWith("type "));
}

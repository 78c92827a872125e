import { expect, test } from "vitest";
import { gateResult } from "./gate.ts";

const high = { severity: "high", uid: "a" } as const;

test.each([
  ["no gate was asked for", {}, [high], true, 0],
  ["something is at the level", { failOn: "high" }, [high], false, 3],
  ["something is above the level", { failOn: "low" }, [high], false, 3],
  ["everything is below the level", { failOn: "critical" }, [high], false, 0],
  ["incomplete does not pass", { failOn: "critical" }, [high], true, 5],
  ["incomplete was allowed", { failOn: "critical", allowIncomplete: true }, [high], true, 0],
  ["reached beats incomplete", { failOn: "high" }, [high], true, 3],
  ["known findings do not count", { failOn: "high", baseline: new Set(["a"]) }, [high], false, 0],
  ["new ones do", { failOn: "high", baseline: new Set(["b"]) }, [high], false, 3],
  [
    "a detection without uid is always new",
    { failOn: "high", baseline: new Set(["a"]) },
    [{ severity: "high" as const }],
    false,
    3,
  ],
] as const)("%s", (_what, gate, found, incomplete, code) => {
  expect(gateResult({ allowIncomplete: false, ...gate }, found, incomplete)).toBe(code);
});

import { expect, test, vi } from "vitest";
import { reading, usualPaths } from "../../test/support/compare-rows.ts";
import { delivered, usualText } from "../../test/support/usual-record.ts";

vi.mock("./kernel.ts", async (original) => ({ ...(await original<object>()), sharedKernel: () => undefined }));

test("where WebAssembly is missing, every record is parsed", async () => {
  const read = await reading([delivered(usualText, usualText)], usualPaths);
  expect(read.rows).toEqual([]);
  expect(read.records).toHaveLength(2);
});

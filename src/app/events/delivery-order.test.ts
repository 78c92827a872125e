import { expect, test } from "vitest";
import { deliveryTime, inDeliveryOrder } from "./delivery-order.ts";

const name = (region: string, time: string, more = ""): string =>
  `logs/${region}/111122223333_CloudTrail${more}_${region}_${time}_AbCdEfGhIjKlMnOp.json.gz`;

test("files are read as they were delivered, whatever their region", () => {
  const files = [
    name("ap-south-1", "20261121T2010Z"),
    name("ap-south-1", "20261121T2020Z"),
    name("us-east-1", "20261121T2005Z"),
    name("us-east-1", "20261121T2020Z"),
  ];
  expect(inDeliveryOrder(files)).toEqual([files[2], files[0], files[1], files[3]]);
});

test("files whose names tell nothing come first, by their paths, however they were given", () => {
  const named = name("us-east-1", "20261121T2005Z");
  expect(inDeliveryOrder([named, "z.json", "./b.json", "a.json"])).toEqual(["a.json", "./b.json", "z.json", named]);
});

test.each([
  [name("us-east-1", "20261121T2005Z"), Date.UTC(2026, 10, 21, 20, 5)],
  [name("us-east-1", "20261121T2005Z", "-Insight"), Date.UTC(2026, 10, 21, 20, 5)],
  ["o-exampleorgid/111122223333_CloudTrail_us-gov-west-1_20261121T0000Z_x.json", Date.UTC(2026, 10, 21)],
  ["20261121T2005Z.json", undefined],
  ["111122223333_CloudTrail_us-east-1_2026Z_x.json.gz", undefined],
])("%s was delivered at %j", (file, expected) => {
  expect(deliveryTime(file)).toBe(expected);
});

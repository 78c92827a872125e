import { expect, test } from "vitest";
import { objectUri, parseObjectUri } from "./object-uri.ts";

test.each([
  ["s3://logs", { bucket: "logs", key: "" }],
  ["s3://logs/", { bucket: "logs", key: "" }],
  ["s3://logs/AWSLogs/1/", { bucket: "logs", key: "AWSLogs/1/" }],
  ["s3://logs/a?b#c%20d\nе", { bucket: "logs", key: "a?b#c%20d\nе" }],
  ["s3://logs//double", { bucket: "logs", key: "/double" }],
  ["s3://", undefined],
  ["s3:///key", undefined],
  ["s3://a b/key", undefined],
  ["s3://../key", undefined],
  ["https://logs/key", undefined],
])("%j", (uri, place) => {
  expect(parseObjectUri(uri)).toEqual(place);
  if (place !== undefined && place.key !== "") expect(objectUri(place)).toBe(uri);
});

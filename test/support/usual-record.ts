import { expect } from "vitest";

/** A record as CloudTrail writes it, with a bit of everything that JSON has. */
export const usual = {
  eventVersion: "1.08",
  userIdentity: { type: "AssumedRole", sessionContext: { sessionIssuer: { arn: "arn:aws:iam::111122223333:role/a" } } },
  eventTime: "2026-11-21T20:02:11Z",
  eventSource: "iam.amazonaws.com",
  eventName: "GetRole",
  userAgent: "aws-cli/2 é",
  requestParameters: { name: 'says "}]{[\\"', list: [1, -25, true, [], {}, { a: [null] }] },
  responseElements: null,
  eventID: "0d05a86d-09c1-4917-a28b-66ea56b7ee50",
} as const;

export const usualText: string = JSON.stringify(usual);

/** The usual record with something in place of something. */
export function but(find: string, replace: string): string {
  expect(usualText).toContain(find);
  return usualText.replace(find, () => replace);
}

/** As CloudTrail delivers records. */
export function delivered(...records: readonly string[]): Buffer {
  return Buffer.from(`{"Records":[${records.join(",")}]}`);
}

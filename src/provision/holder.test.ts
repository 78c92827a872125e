import { expect, test } from "vitest";
import { holderOf } from "./holder.ts";

test.each([
  ["arn:aws:iam::111122223333:user/team/ana", { type: "user", name: "ana" }],
  ["arn:aws-cn:iam::111122223333:role/app", { type: "role", name: "app" }],
  ["arn:aws:iam::111122223333:group/team", { type: "group", name: "team" }],
])("%s", (arn, expected) => {
  expect(holderOf(arn)).toEqual({ ...expected, arn });
});

test.each([
  ["arn:aws:iam::111122223333:role/aws-service-role/a.amazonaws.com/AWSServiceRoleForA", /service-linked/],
  [
    "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef",
    /Identity Center/,
  ],
  ["arn:aws:iam::111122223333:root", /not the ARN of a user, role or group/],
  ["arn:aws:iam::111122223333:policy/p", /not the ARN of a user, role or group/],
  ["arn:aws:s3:::user/ana", /not the ARN of a user, role or group/],
  ["ana", /not the ARN of a user, role or group/],
])("%s is refused", (arn, message) => {
  expect(() => holderOf(arn)).toThrow(message);
});

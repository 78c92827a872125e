import { expect, test } from "vitest";
import { observationOf } from "./baseline.fixture.ts";
import { valuesByField } from "./match-values.ts";

const observation = {
  ...observationOf({ ms: 0 }, 0),
  group: JSON.stringify(["Deploy-Group"]),
  context: JSON.stringify([
    "111122223333",
    "us-east-1",
    "IAMUser",
    "",
    "arn:aws:iam::111122223333:user/Ana",
    "",
    "",
    "",
  ]),
};

test.each([
  [
    "what the event is known by",
    "userIdentity.arn",
    "arn:aws:iam::111122223333:user/ana",
    "arn:aws:iam::111122223333:user/Ana",
  ],
  ["a kind of principal", "userIdentity.type", "iamuser", "IAMUser"],
  ["what it is grouped by", "requestParameters.group", "deploy-group", "Deploy-Group"],
  ["a country", "derived.country", "br", "BR"],
  ["an AS number", "derived.network", "as64500", "AS64500"],
  ["a network", "derived.network", "192.0.2.0/24", "192.0.2.0/24"],
  [
    "anything else, in lower case",
    "requestParameters.roleArn",
    "arn:aws:iam::111122223333:role/admin",
    "arn:aws:iam::111122223333:role/admin",
  ],
  ["the name of a property of objects", "errorCode", "__proto__", "__proto__"],
  ["nothing", "errorCode", "", ""],
])("%s is shown as it was written: %s", (_what, field, value, shown) => {
  expect(valuesByField([field], { ...observation, value: JSON.stringify([value]) })).toEqual({ [field]: shown });
});

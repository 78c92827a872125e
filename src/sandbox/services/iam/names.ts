import type { Tag } from "../../world/nouns.ts";
import { type Field, integer, list, oneOf, tag, tagKey, text } from "./fields.ts";

/**
 * Rules of the members that many operations have.
 *
 * Source: IAM API Reference; IAM User Guide, "IAM and AWS STS quotas".
 */
function name(max: number): Field<string> {
  return text({
    min: 1,
    max,
    pattern: /^[\w+=,.@-]+$/,
    sentence: (at) =>
      `The specified value for ${at} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
  });
}

/** Of a user that is to be. */
export const newUserName: Field<string> = name(64);
/** Older users may have longer names. */
export const userName: Field<string> = name(128);
export const roleName: Field<string> = name(64);
export const groupName: Field<string> = name(128);
export const policyName: Field<string> = name(128);
export const profileName: Field<string> = name(128);
/** AWS knows no greatest length of its own: a serial number has 256 characters. */
export const mfaDeviceName: Field<string> = name(226);

export const path: Field<string> = text({
  min: 1,
  max: 512,
  pattern: /^(?:\/|\/[!-~]+\/)$/,
  sentence: (at) =>
    `The specified value for ${at} is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.`,
});
export const pathPrefix: Field<string> = text({
  min: 1,
  max: 512,
  pattern: /^\/[!-\x7F]*$/,
  sentence: (at) =>
    `The specified value for ${at} is invalid. It must begin with / and contain only alphanumeric characters and/or / characters.`,
});
export const arn: Field<string> = text({ min: 20, max: 2048 });
export const document: Field<string> = text({
  min: 1,
  max: 131_072,
  pattern: /^[\t\n\r\x20-\xFF]+$/,
  shown: "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
});
export const policyDescription: Field<string> = text({ max: 1000 });
export const roleDescription: Field<string> = text({
  max: 1000,
  pattern: /^[\t\n\r\x20-\x7E\xA1-\xFF]*$/,
  shown: "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*",
});
export const versionId: Field<string> = text({
  pattern: /^v[1-9][0-9]*(?:\.[A-Za-z0-9-]*)?$/,
  shown: "v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?",
});
export const accessKeyId: Field<string> = text({ min: 16, max: 128, pattern: /^[\w]+$/ });
export const serialNumber: Field<string> = text({ min: 9, max: 256, pattern: /^[\w+=/:,.@-]+$/ });
export const authenticationCode: Field<string> = text({ min: 6, max: 6, pattern: /^[\d]+$/, secret: true });
export const password: Field<string> = text({
  min: 1,
  max: 128,
  pattern: /^[\t\n\r\x20-\xFF]+$/,
  shown: "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
  secret: true,
});
export const maxSessionDuration: Field<number> = integer(3600, 43_200);
export const tags: Field<readonly Tag[]> = list(tag, { max: 50 });
export const tagKeys: Field<readonly string[]> = list(tagKey, { max: 50 });
export const usageFilter: Field<"PermissionsPolicy" | "PermissionsBoundary"> = oneOf([
  "PermissionsPolicy",
  "PermissionsBoundary",
]);

/** Members of every operation that answers in pages. */
export const paging: { readonly Marker: Field<string>; readonly MaxItems: Field<number> } = {
  Marker: text({ min: 1, max: 320, pattern: /^[\x20-\xFF]+$/, shown: "[\\u0020-\\u00FF]+" }),
  MaxItems: integer(1, 1000),
};

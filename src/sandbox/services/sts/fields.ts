import type { Tag } from "../../world/nouns.ts";
import { type Field, integer, list, type NeededField, needed, tag, tagKey, text } from "../iam/fields.ts";

/**
 * Members that several operations of STS have, with their limits.
 *
 * Source: AWS STS API Reference, "AssumeRole" and "GetFederationToken".
 */
export const roleArn: NeededField<string> = needed(text({ min: 20, max: 2048 }));

const name = /^[\w+=,.@-]*$/;

export const roleSessionName: NeededField<string> = needed(text({ min: 2, max: 64, pattern: name }));
export const federatedName: NeededField<string> = needed(text({ min: 2, max: 32, pattern: name }));
export const sourceIdentity: Field<string> = text({ min: 2, max: 64, pattern: name });
export const externalId: Field<string> = text({
  min: 2,
  max: 1224,
  pattern: /^[\w+=,.@:/-]*$/,
  shown: "[\\w+=,.@:\\/-]*",
});
export const serialNumber: Field<string> = text({
  min: 9,
  max: 256,
  pattern: /^[\w+=/:,.@-]*$/,
  shown: "[\\w+=/:,.@-]*",
});
export const tokenCode: Field<string> = text({ min: 6, max: 6, pattern: /^\d*$/, shown: "[\\d]*" });
export const policy: Field<string> = text({ min: 1, max: 2048 });
export const tags: Field<readonly Tag[]> = list(tag, { max: 50 });
export const transitiveTagKeys: Field<readonly string[]> = list(tagKey, { max: 50 });
export const roleSeconds: Field<number> = integer(900, 43_200);
export const tokenSeconds: Field<number> = integer(900, 129_600);

/** `{arn}` each, at most ten. */
export const policyArns: Field<readonly string[]> = list<string>(
  {
    read(value, at, problems) {
      const arn = typeof value === "object" && value !== null && "arn" in value ? value.arn : undefined;
      return text({ min: 20, max: 2048 }).read(arn, `${at}.arn`, problems);
    },
  },
  { max: 10 },
);

/**
 * An Amazon Resource Name, `arn:partition:service:region:account:resource`.
 * Region and account are empty where the service has none. The resource may
 * itself hold colons and slashes.
 *
 * Source: IAM User Guide, "Identify AWS resources with Amazon Resource Names".
 */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Undefined when `text` is not an ARN. */
export function parseArn(text: string): Arn | undefined {
  const match = /^arn:([^:]*):([^:]*):([^:]*):([^:]*):(.+)$/s.exec(text);
  if (match === null) return undefined;
  const [, partition = "", service = "", region = "", account = "", resource = ""] = match;
  return { partition, service, region, account, resource };
}

export function formatArn({ partition, service, region, account, resource }: Arn): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** The ARN of an account's root user, which also stands for the account itself. */
export function rootArn(account: string, partition = "aws"): string {
  return `arn:${partition}:iam::${account}:root`;
}

/** The last path segment: `ana` of `arn:aws:iam::111122223333:user/team/ana`. */
export function arnName(arn: string): string {
  const resource = parseArn(arn)?.resource ?? arn;
  return resource.slice(resource.lastIndexOf("/") + 1);
}

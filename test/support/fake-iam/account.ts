/** A made-up account: users, roles, groups and managed policies, as far as policies are concerned. */
export interface FakeAccount {
  readonly id: string;
  readonly holders: Map<string, FakeHolder>;
  readonly policies: Map<string, FakePolicy>;
  made: number;
}

export interface FakeHolder {
  readonly type: "User" | "Role" | "Group";
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly inline: Map<string, string>;
  readonly attached: Set<string>;
}

export interface FakePolicy {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly versions: Map<string, string>;
  defaultVersion: string;
  lastVersion: number;
}

export const fakeAccountId = "111122223333";
export const awsManagedArn = "arn:aws:iam::aws:policy/AmazonSQSFullAccess";

export function fakeAccount(): FakeAccount {
  const document = '{"Version":"2012-10-17","Statement":[{"Action":["sqs:*"],"Effect":"Allow","Resource":"*"}]}';
  const managed: FakePolicy = {
    name: "AmazonSQSFullAccess",
    arn: awsManagedArn,
    description: "Provides full access to Amazon SQS.",
    versions: new Map([["v2", document]]),
    defaultVersion: "v2",
    lastVersion: 2,
  };
  return { id: fakeAccountId, holders: new Map(), policies: new Map([[managed.arn, managed]]), made: 0 };
}

/** Names of users, roles and groups ignore case. */
export function holderKey(type: string, name: string): string {
  return `${type} ${name.toLowerCase()}`;
}

export function copyAccount(account: FakeAccount): FakeAccount {
  return structuredClone(account);
}

import type { Json } from "../../src/model/index.ts";
import { holderOf, type PolicyChange } from "../../src/provision/index.ts";
import { arnOf, awsManagedArn, type WorldContent } from "./iam-world.ts";

/** One of everything: each kind of change, at each kind of holder, and a policy that has five versions. */
export interface RightsizedWorld {
  readonly content: WorldContent;
  readonly changes: readonly PolicyChange[];
  /** Some of the changes: each kind of write is one of theirs. */
  readonly oneOfEach: readonly PolicyChange[];
}

export function rightsizedWorld(tag: string, managedDocument: Json): RightsizedWorld {
  const [ana, app, team] = [`ana-${tag}`, `app-${tag}`, `team-${tag}`];
  const [full, small, extra] = [`full-${tag}`, `small-${tag}`, `extra-${tag}`];
  const wide = allow(["s3:*"], "  ");
  const content: WorldContent = {
    holders: [
      {
        type: "user",
        name: ana,
        inline: { Odd: odd, Gone: allow(["sqs:*"], ""), Other: odd },
        attached: [arnOf("policy", full), awsManagedArn],
      },
      { type: "role", name: app, inline: { Orders: wide }, attached: [awsManagedArn, arnOf("policy", extra)] },
      { type: "group", name: team, inline: { Shared: wide }, attached: [arnOf("policy", small)] },
    ],
    policies: [
      {
        name: full,
        versions: [1, 2, 3, 4, 5].map((number) => allow(["s3:*", `ec2:Old${number}`], "\t")),
        defaultVersion: 3,
      },
      { name: small, versions: [wide, allow(["s3:Get*"], "")], defaultVersion: 1 },
      { name: extra, versions: [wide], defaultVersion: 1 },
    ],
  };
  const user = holderOf(arnOf("user", ana));
  const role = holderOf(arnOf("role", app));
  const group = holderOf(arnOf("group", team));
  const cut: Json = JSON.parse(allow(["s3:GetObject"], "")) as Json;
  const json = (text: string): Json => JSON.parse(text) as Json;
  const changes: readonly PolicyChange[] = [
    { kind: "inline", holder: user, name: "Odd", before: json(odd), after: cut },
    { kind: "inline", holder: user, name: "Gone", before: json(allow(["sqs:*"], "")), after: null },
    { kind: "inline", holder: role, name: "Orders", before: json(wide), after: cut },
    { kind: "inline", holder: group, name: "Shared", before: json(wide), after: cut },
    { kind: "edit", policy: arnOf("policy", full), before: json(allow(["s3:*", "ec2:Old3"], "")), after: cut },
    { kind: "edit", policy: arnOf("policy", small), before: json(wide), after: json(allow(["s3:Get*"], " ")) },
    { kind: "copy", holder: user, policy: awsManagedArn, copy: `copy-a-${tag}`, before: managedDocument, after: cut },
    { kind: "copy", holder: role, policy: awsManagedArn, copy: `copy-b-${tag}`, before: managedDocument, after: cut },
    { kind: "detach", holder: role, policy: arnOf("policy", extra), before: json(wide) },
  ];
  const oneOfEach = changes.filter(({ kind }, index) => kind === "edit" || index < 2 || index === 6);
  return { content, changes, oneOfEach };
}

/** Bytes that are easily lost: odd spaces, percent and plus signs, quotes, an escape, a letter beyond ASCII. */
const odd =
  '{ "Version":"2012-10-17",\n\t"Statement":[{"Sid":"A","Effect":"Allow","Action":["s3:*"],"Resource":"arn:aws:s3:::b/%2F+&<>*\\u00e4é"}] }\n';

function allow(actions: readonly string[], indent: string): string {
  const statement = { Effect: "Allow", Action: actions, Resource: "*" };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] }, null, indent);
}

import { allPages, listAnswers } from "../all-pages.ts";
import { askedText } from "../answer-text.ts";
import { askEach } from "../ask-each.ts";
import type { CollectContext, Collected, CollectedAnswer, Collector } from "../collector.ts";

/**
 * The organization: itself, its accounts, who acts for it, its service control policies and what it manages of root. AWS
 * tells a member account no more than that it is one; what it refuses is not known.
 */
export const organization: Collector = {
  id: "organization",
  features: ["organization"],
  actions: [
    "organizations:DescribeOrganization",
    "organizations:ListAccounts",
    "organizations:ListDelegatedAdministrators",
    "organizations:ListPolicies",
    "organizations:DescribePolicy",
    "organizations:ListTargetsForPolicy",
    "iam:ListOrganizationsFeatures",
  ],
  stage: 1,
  collect,
};

async function collect(context: CollectContext): Promise<Collected> {
  const { session, account } = context;
  const { client, sdk } = await session.connection.organizations();
  const call = {
    action: "organizations:DescribeOrganization",
    unknown: "whether the account belongs to an organization",
    answers: ["AWSOrganizationsNotInUseException"],
  };
  const asked = await session.ask(call, (o) => client.send(new sdk.DescribeOrganizationCommand({}), o));
  const itself: CollectedAnswer = { source: "organization", text: askedText(asked) };
  if (!asked.ok) return { answers: [itself] };
  const isMember = account !== undefined && account !== asked.value.Organization?.MasterAccountId;
  const who = isMember ? "; its management account and delegated administrators may ask, this one is a member" : "";
  return {
    answers: [
      itself,
      ...(await memberLists(context, who)),
      ...(await policies(context, who)),
      await rootFeatures(context, who),
    ],
  };
}

async function memberLists({ session, isProbe }: CollectContext, who: string): Promise<readonly CollectedAnswer[]> {
  const { client, sdk } = await session.connection.organizations();
  const accounts = { action: "organizations:ListAccounts", unknown: `which accounts the organization has${who}` };
  const ofAccounts = await allPages(
    (NextToken) =>
      session.ask(accounts, async (o) => {
        const page = await client.send(new sdk.ListAccountsCommand({ NextToken }), o);
        return { items: page.Accounts, next: page.NextToken };
      }),
    isProbe,
  );
  const delegated = {
    action: "organizations:ListDelegatedAdministrators",
    unknown: `which accounts act for the management account${who}`,
  };
  const ofDelegated = await allPages(
    (NextToken) =>
      session.ask(delegated, async (o) => {
        const page = await client.send(new sdk.ListDelegatedAdministratorsCommand({ NextToken }), o);
        return { items: page.DelegatedAdministrators, next: page.NextToken };
      }),
    isProbe,
  );
  const source = "organization";
  return [
    ...listAnswers({ source }, "Accounts", ofAccounts, accounts.action),
    ...listAnswers({ source }, "DelegatedAdministrators", ofDelegated, delegated.action),
  ];
}

/** More than AWS allows without asking it for more. */
const maxPolicies = 1000;

async function policies(
  { session, isProbe, concurrency }: CollectContext,
  who: string,
): Promise<readonly CollectedAnswer[]> {
  const { client, sdk } = await session.connection.organizations();
  const call = { action: "organizations:ListPolicies", unknown: `which service control policies there are${who}` };
  const list = await allPages(
    (NextToken) =>
      session.ask(call, async (o) => {
        const page = await client.send(new sdk.ListPoliciesCommand({ Filter: "SERVICE_CONTROL_POLICY", NextToken }), o);
        return { items: page.Policies, next: page.NextToken };
      }),
    isProbe,
  );
  const source = "service-control-policies";
  const all = (list.items ?? []).flatMap(({ Id, Arn = "" }) => (Id === undefined ? [] : [{ id: Id, arn: Arn }]));
  const wanted = all.slice(0, isProbe ? 1 : maxPolicies);
  const describe = "organizations:DescribePolicy";
  const documents = await askEach(wanted, concurrency, ({ id, arn }) =>
    session.ask({ action: describe, resource: arn, unknown: "what a service control policy forbids" }, (o) =>
      client.send(new sdk.DescribePolicyCommand({ PolicyId: id }), o),
    ),
  );
  const action = "organizations:ListTargetsForPolicy";
  const targets = await askEach(wanted, concurrency, async ({ id, arn }) => {
    const pages = await allPages(
      (NextToken) =>
        session.ask({ action, resource: arn, unknown: "where a service control policy holds" }, async (o) => {
          const page = await client.send(new sdk.ListTargetsForPolicyCommand({ PolicyId: id, NextToken }), o);
          return { items: page.Targets, next: page.NextToken };
        }),
      isProbe,
    );
    return pages.failed ?? { ok: true, value: { Targets: pages.items } };
  });
  return [
    ...listAnswers({ source }, "Policies", list),
    ...documents.map(({ item, asked }) => ({ source, subject: item.id, text: askedText(asked, describe) }) as const),
    ...targets.map(({ item, asked }) => ({ source, subject: item.id, text: askedText(asked, action) }) as const),
  ];
}

async function rootFeatures({ session }: CollectContext, who: string): Promise<CollectedAnswer> {
  const { client, sdk } = await session.connection.iam();
  const call = {
    action: "iam:ListOrganizationsFeatures",
    unknown: `whether root of the member accounts is managed centrally${who}`,
    // Source: IAM API Reference, ListOrganizationsFeatures, Errors.
    answers: ["ServiceAccessNotEnabledException", "OrganizationNotInAllFeaturesModeException"],
  };
  const asked = await session.ask(call, (o) => client.send(new sdk.ListOrganizationsFeaturesCommand({}), o));
  return { source: "organizations-features", text: askedText(asked) };
}

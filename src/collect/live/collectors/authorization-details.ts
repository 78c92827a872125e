import type { GroupDetail, ManagedPolicyDetail, UserDetail } from "@aws-sdk/client-iam";
import { answerText, errorText } from "../answer-text.ts";
import type { CollectContext, Collected, CollectedAnswer, Collector, Found } from "../collector.ts";
import { likelyAdministrators } from "../likely-administrators.ts";

/** Users, groups, roles and policies with their documents: all pages, of the most entries that AWS gives. */
export const authorizationDetails: Collector = {
  id: "authorization-details",
  features: ["core", "usage"],
  actions: ["iam:GetAccountAuthorizationDetails"],
  stage: 1,
  collect,
};

const unknown = "who may do what: users, groups, roles and policies";

async function collect({ session, isProbe }: CollectContext): Promise<Collected> {
  const { client, sdk } = await session.connection.iam();
  const answers: CollectedAnswer[] = [];
  const principals: string[] = [];
  const others: string[] = [];
  const users: Found["users"][number][] = [];
  const listed: { users: UserDetail[]; groups: GroupDetail[]; policies: ManagedPolicyDetail[] } = {
    users: [],
    groups: [],
    policies: [],
  };
  let marker: string | undefined;
  do {
    const call = { action: "iam:GetAccountAuthorizationDetails", unknown };
    const input = { MaxItems: isProbe ? 10 : 1000, ...(marker !== undefined && { Marker: marker }) };
    const page = await session.ask(call, (o) => client.send(new sdk.GetAccountAuthorizationDetailsCommand(input), o));
    if (!page.ok) {
      answers.push({ source: "authorization-details", text: errorText(page) });
      break;
    }
    const { UserDetailList = [], RoleDetailList = [], IsTruncated, Marker } = page.value;
    principals.push(...[...UserDetailList, ...RoleDetailList].flatMap(({ Arn }) => Arn ?? []));
    const own = (page.value.Policies ?? []).filter(({ Arn }) => !Arn?.includes(":iam::aws:"));
    others.push(...[...(page.value.GroupDetailList ?? []), ...own].flatMap(({ Arn }) => Arn ?? []));
    users.push(...UserDetailList.flatMap(({ UserName: name, Arn: arn }) => (name && arn ? [{ name, arn }] : [])));
    listed.users.push(...UserDetailList);
    listed.groups.push(...(page.value.GroupDetailList ?? []));
    listed.policies.push(...(page.value.Policies ?? []));
    answers.push({ source: "authorization-details", text: answerText(page.value) });
    marker = IsTruncated === true ? Marker : undefined;
  } while (marker !== undefined && !isProbe);
  return { answers, found: { principals, others, users, administrators: likelyAdministrators(listed) } };
}

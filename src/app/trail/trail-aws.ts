import { type ConnectionOptions, connect, startSession, whoAmI } from "../../collect/index.ts";
import { Problem } from "../../model/index.ts";
import type { TrailAws } from "../../provision/index.ts";

/** AWS as trails are worked on, and whose account it is. */
export interface OpenedTrailAws extends TrailAws {
  readonly partition: string;
  /** Where trails are looked for and made. */
  readonly region: string;
  readonly connection: Awaited<ReturnType<typeof connect>>;
}

/** Finds credentials and asks whose they are. Throws Problems. */
export async function openTrailAws(options: ConnectionOptions): Promise<OpenedTrailAws> {
  const connection = await connect(options);
  const caller = await whoAmI(startSession(connection));
  if (caller === undefined || caller.account === "") {
    throw new Problem("aws.refused", "AWS does not say whose these credentials are.", {
      hint: "See whether the endpoint has sts:GetCallerIdentity.",
    });
  }
  const { account, partition } = caller;
  return {
    clients: connection,
    account,
    partition,
    region: connection.region,
    isPlainHttp: /^http:/i.test(endpointOf(options) ?? ""),
    connection,
  };
}

/** The endpoint of S3, undefined for AWS's own. */
export function endpointOf({ endpointUrl }: Pick<ConnectionOptions, "endpointUrl">): string | undefined {
  return endpointUrl ?? process.env["AWS_ENDPOINT_URL_S3"] ?? process.env["AWS_ENDPOINT_URL"];
}

/** The id of the organization that the account manages. Throws Problems where it manages none. */
export async function managedOrganization({ connection, account }: OpenedTrailAws): Promise<string> {
  const { client, sdk } = await connection.organizations();
  const session = startSession(connection);
  const call = { action: "organizations:DescribeOrganization", unknown: "which organization there is" };
  const asked = await session.ask(call, (o) => client.send(new sdk.DescribeOrganizationCommand({}), o));
  if (!asked.ok) {
    throw new Problem("aws.denied", `DescribeOrganization: ${asked.message.replace(/[.\s]+$/, "")}.`, {
      hint: "An organization trail needs credentials of the organization's management account.",
    });
  }
  const { Id: id = "", MasterAccountId: manager } = asked.value.Organization ?? {};
  if (manager === account) return id;
  throw new Problem("aws.refused", `The organization ${id} is managed by account ${manager}, and not by ${account}.`, {
    hint: "Use credentials of the management account: the trail and its bucket policy are its own.",
  });
}

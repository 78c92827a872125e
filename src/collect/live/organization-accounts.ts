import { Problem } from "../../model/index.ts";
import type { Connection } from "./connection.ts";
import { startSession } from "./session.ts";
import { whoAmI } from "./who-am-i.ts";

export interface OrganizationAccounts {
  readonly accounts: readonly { readonly id: string; readonly name: string }[];
  /** The account of who asks. */
  readonly own: string;
  readonly partition: string;
}

/** The active accounts of the organisation. Throws a Problem when they cannot be listed. */
export async function organizationAccounts(connection: Connection, signal: AbortSignal): Promise<OrganizationAccounts> {
  const session = startSession(connection, { signal });
  const caller = await whoAmI(session);
  const { client, sdk } = await connection.organizations();
  const accounts: { readonly id: string; readonly name: string }[] = [];
  let token: string | undefined;
  do {
    const input = token === undefined ? {} : { NextToken: token };
    const page = await session.ask({ action: "organizations:ListAccounts", unknown: "which accounts there are" }, (o) =>
      client.send(new sdk.ListAccountsCommand(input), o),
    );
    if (!page.ok) {
      throw new Problem(
        "aws.denied",
        `The accounts of the organisation cannot be listed: ${page.message.replace(/[.\s]+$/, "")}.`,
        {
          hint: "Use credentials of the management account, or of a delegated administrator, that allow organizations:ListAccounts.",
        },
      );
    }
    for (const { Id, Name = "", Status } of page.value.Accounts ?? []) {
      if (Id !== undefined && Status === "ACTIVE") accounts.push({ id: Id, name: Name });
    }
    token = page.value.NextToken;
  } while (token !== undefined);
  return { accounts, own: caller?.account ?? "", partition: caller?.partition ?? "aws" };
}

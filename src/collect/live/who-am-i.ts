import { isDenial, Problem, parseArn } from "../../model/index.ts";
import type { Account } from "../account.ts";
import type { Session } from "./session.ts";

/** Whose credentials these are. */
export interface Caller extends Account {
  readonly arn: string;
}

/**
 * Asks STS, which every principal may. Throws a Problem `aws.credentials` or `aws.unreachable` when there is no use in
 * asking more; undefined when STS answers something else, as a stand-in of AWS may that does not have it.
 */
export async function whoAmI(session: Session): Promise<Caller | undefined> {
  const { client, sdk } = await session.connection.sts();
  const call = { action: "sts:GetCallerIdentity", unknown: "who asked" };
  const asked = await session.ask(call, (o) => client.send(new sdk.GetCallerIdentityCommand({}), o));
  if (!asked.ok) {
    if (asked.error instanceof Problem) throw asked.error;
    const { reason, message } = session.failures.at(-1) ?? { reason: "unreachable", message: asked.message };
    // STS answers everybody: a refusal is that of a role which the credentials were to come from.
    if (reason === "credentials" || isDenial(reason))
      throw new Problem("aws.credentials", sentence(message), { cause: asked.error });
    if (session.ended() === "timeout") throw new Problem("aws.unreachable", sentence(message), { cause: asked.error });
    if (reason === "unreachable") throw new Problem("aws.unreachable", sentence(message), { cause: asked.error });
    return undefined;
  }
  const { Arn: arn = "", Account: account = "" } = asked.value;
  return { arn, account, partition: parseArn(arn)?.partition ?? "aws" };
}

function sentence(message: string): string {
  return `${message.replace(/[.\s]+$/, "")}.`;
}

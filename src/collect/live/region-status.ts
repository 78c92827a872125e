import type { Session } from "./session.ts";

/**
 * Whether the account may use a region: `ENABLED`, `ENABLED_BY_DEFAULT`, `DISABLED`, ... as AWS writes it; `none`: AWS has no
 * region of that name. Undefined: not known. Failures are in the session.
 */
export async function regionStatus(session: Session, region: string): Promise<string | undefined> {
  const { client, sdk } = await session.connection.account();
  const call = { action: "account:ListRegions", unknown: "whether the account may use the region" };
  const asked = await session.ask(call, (o) => client.send(new sdk.ListRegionsCommand({ MaxResults: 50 }), o));
  if (!asked.ok) return undefined;
  const { Regions = [], NextToken } = asked.value;
  const found = Regions.find(({ RegionName }) => RegionName === region)?.RegionOptStatus;
  // Of more pages, which AWS does not have so far, the region may be on another.
  return found ?? (NextToken === undefined || NextToken === "" ? "none" : undefined);
}

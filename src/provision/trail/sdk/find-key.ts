import { keyDescription } from "../plan/extra-steps.ts";
import { ask } from "./ask.ts";
import type { TrailClients } from "./trail-clients.ts";

/** A key of KMS, as far as it matters here. */
export interface FoundKey {
  readonly id: string;
  readonly arn: string;
  /** `Enabled`, `PendingDeletion`, ... */
  readonly state: string;
  readonly hasAlias: boolean;
  readonly isOurs: boolean;
}

/**
 * The key of an alias; else one that was made for it and has no alias yet, since whoever made it came no further. Throws
 * Problems.
 */
export async function findKey(clients: TrailClients, region: string, alias: string): Promise<FoundKey | undefined> {
  const { client, sdk } = await clients.kms(region);
  const named = await describe(alias, true);
  if (named !== undefined) return named;
  let marker: string | undefined;
  do {
    const page = await ask("ListKeys", () => client.send(new sdk.ListKeysCommand({ Marker: marker })));
    for (const { KeyId } of page?.Keys ?? []) {
      const key = KeyId === undefined ? undefined : await describe(KeyId, false);
      if (key?.isOurs === true && key.state !== "PendingDeletion") return key;
    }
    marker = page?.Truncated === true ? page.NextMarker : undefined;
  } while (marker !== undefined);
  return undefined;

  async function describe(id: string, hasAlias: boolean): Promise<FoundKey | undefined> {
    // The policy of somebody else's key may keep us out.
    const absent = hasAlias ? ["NotFound"] : ["NotFound", "AccessDenied"];
    const got = await ask("DescribeKey", () => client.send(new sdk.DescribeKeyCommand({ KeyId: id })), absent);
    const { KeyId, Arn = "", KeyState = "", Description } = got?.KeyMetadata ?? {};
    if (KeyId === undefined) return undefined;
    return { id: KeyId, arn: Arn, state: KeyState, hasAlias, isOurs: Description === keyDescription(alias) };
  }
}

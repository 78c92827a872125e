import type { Json } from "../../../model/index.ts";
import { documentJson } from "../../document.ts";
import { madeForTag } from "../made-for-tag.ts";
import { nameOfArn } from "../plan/extras.ts";
import { ask } from "../sdk/ask.ts";
import { findKey } from "../sdk/find-key.ts";
import type { TrailAws } from "../sdk/trail-clients.ts";
import type { StateKind } from "../step.ts";

/** A state of the key of an alias. A key that is to be deleted is gone. */
export async function keyState(
  { clients }: TrailAws,
  kind: StateKind,
  { target, region }: { readonly target: string; readonly region: string },
): Promise<Json> {
  const { client, sdk } = await clients.kms(region);
  if (kind === "kms-alias") return (await isAlias()) ? true : null;
  const key = await findKey(clients, region, target);
  if (key === undefined || key.state === "PendingDeletion") return null;
  const on = { KeyId: key.id };
  switch (kind) {
    case "kms-policy": {
      const command = new sdk.GetKeyPolicyCommand({ ...on, PolicyName: "default" });
      const { Policy } = (await ask("GetKeyPolicy", () => client.send(command))) ?? {};
      return Policy === undefined ? null : (documentJson(Policy) ?? Policy);
    }
    case "kms-rotation": {
      const got = await ask("GetKeyRotationStatus", () => client.send(new sdk.GetKeyRotationStatusCommand(on)));
      return got?.KeyRotationEnabled === true;
    }
    default: {
      const got = await ask("ListResourceTags", () => client.send(new sdk.ListResourceTagsCommand(on)));
      const tag = got?.Tags?.find(({ TagKey }) => TagKey === madeForTag)?.TagValue;
      return { MadeFor: tag ?? null };
    }
  }

  /** Also of a key that is to be deleted. */
  async function isAlias(): Promise<boolean> {
    const wanted = nameOfArn(target);
    let marker: string | undefined;
    do {
      const page = await ask("ListAliases", () => client.send(new sdk.ListAliasesCommand({ Marker: marker })));
      if (page?.Aliases?.some(({ AliasName }) => AliasName === wanted) === true) return true;
      marker = page?.Truncated === true ? page.NextMarker : undefined;
    } while (marker !== undefined);
    return false;
  }
}

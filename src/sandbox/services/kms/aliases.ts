import { AwsError } from "../../aws-error.ts";
import type { Call, Need, Operations, Output } from "../../call.ts";
import type { KmsAlias } from "../../world/nouns.ts";
import { constraintText, limitOf, optionalText, pageOf, textOf } from "../shared/input.ts";
import { aliasArn, findKey, keyNamed, needOnKey, notFound, ownAliases } from "./find-key.ts";
import { invalidState, keyTrace } from "./operation.ts";
import { invalidMarker } from "./tags.ts";

/** Of aliases both the alias and the key must be one's own to change. Source: AWS KMS Developer Guide, "Control access to aliases". */
export const aliasOperations: Operations = {
  CreateAlias: {
    needs: (call) => needsOn(call, "kms:CreateAlias", textOf(call.input, "TargetKeyId")),
    run: createAlias,
    trace: (call) => keyTrace(findKey(call, textOf(call.input, "TargetKeyId"))),
  },
  DeleteAlias: {
    needs: (call) => needsOn(call, "kms:DeleteAlias", textOf(call.input, "AliasName")),
    run: deleteAlias,
    trace: (call) => ({
      resources: [
        {
          accountId: call.account.id,
          type: "AWS::KMS::Alias",
          ARN: aliasArn(call, textOf(call.input, "AliasName")),
        },
      ],
    }),
  },
  ListAliases: {
    needs: () => [{ action: "kms:ListAliases", resource: "*" }],
    run: listAliases,
  },
};

function needsOn(call: Call, action: string, key: string): readonly Need[] {
  const found = findKey(call, key);
  return [
    { action, resource: aliasArn(call, textOf(call.input, "AliasName")) },
    ...(found === undefined ? [] : [needOnKey(call, action, found)]),
  ];
}

function createAlias(call: Call): Output {
  const { account, region, time } = call;
  const name = textOf(call.input, "AliasName");
  if (!/^alias\//.test(name)) throw new AwsError("InvalidAliasNameException", "Invalid identifier");
  if (/^alias\/aws\//.test(name)) throw new AwsError("NotAuthorizedException", "");
  if (!/^alias\/[a-zA-Z0-9/_-]{1,250}$/.test(name)) {
    const constraint = "Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$";
    throw new AwsError("ValidationException", constraintText("AliasName", name, constraint));
  }
  if (/^(?:arn:.*:)?alias\//.test(textOf(call.input, "TargetKeyId"))) {
    throw new AwsError("ValidationException", "Aliases must refer to keys. Not aliases");
  }
  const key = keyNamed(call, "id or ARN", "TargetKeyId");
  if (key.arn.split(":")[4] !== account.id) throw notFound(`Key '${key.arn}' does not exist`);
  if (key.state === "PendingDeletion") throw invalidState(key);
  const arn = aliasArn(call, name);
  if (ownAliases(call).some((alias) => alias.arn === arn)) {
    throw new AwsError("AlreadyExistsException", `An alias with the name ${arn} already exists`);
  }
  account.keyAliases.put(arn, { name, arn, region, keyId: key.id, createdAt: time, updatedAt: time });
  return {};
}

/** Also of a key that is to be deleted. */
function deleteAlias(call: Call): Output {
  const name = textOf(call.input, "AliasName");
  if (!/^alias\//.test(name)) throw new AwsError("ValidationException", "Invalid identifier");
  const arn = aliasArn(call, name);
  if (!ownAliases(call).some((alias) => alias.arn === arn)) throw notFound(`Alias ${arn} is not found.`);
  call.account.keyAliases.delete(arn);
  return {};
}

function listAliases(call: Call): Output {
  const { input } = call;
  const asked = optionalText(input, "KeyId");
  const only = asked === undefined ? undefined : keyNamed(call, "id or ARN").id;
  const most = limitOf(input, "Limit", 50, 100);
  const all = ownAliases(call).filter(({ keyId }) => only === undefined || keyId === only);
  const page = pageOf(all, { most, token: optionalText(input, "Marker") }, invalidMarker);
  return {
    Aliases: page.items.map(aliasOutput),
    ...(page.next !== undefined && { NextMarker: page.next }),
    Truncated: page.next !== undefined,
  };
}

function aliasOutput({ name, arn, keyId, createdAt, updatedAt }: KmsAlias): Output {
  return {
    AliasName: name,
    AliasArn: arn,
    TargetKeyId: keyId,
    CreationDate: new Date(createdAt),
    LastUpdatedDate: new Date(updatedAt),
  };
}

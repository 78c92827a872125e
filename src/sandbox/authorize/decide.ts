import { type AccessDecision, type CompiledLayers, evaluate, requestContext } from "../../iam/index.ts";
import type { Call, Need } from "../call.ts";
import { layerOf } from "./compiled-policies.ts";
import { organizationLevels } from "./organization-levels.ts";
import { requestKeys } from "./request-keys.ts";
import type { Requester } from "./requester.ts";
import { resourceAccount } from "./resource-account.ts";

/**
 * May the requester? By all policies that the world has. Every condition key is known, so that `unknown` is left for policies
 * that cannot be read, or decided: nobody may by those.
 */
export function decide(call: Call, need: Need, requester: Requester): AccessDecision {
  const { principal } = requester;
  const { resourcePolicy } = need;
  return evaluate(layersOf(call, need, requester), {
    principal,
    action: need.action,
    resource: need.resource,
    ...(resourcePolicy !== undefined && { resourceAccount: resourcePolicy.account }),
    context: requestContext(requestKeys(call, need, requester), { principal, complete: true }),
  });
}

function layersOf(call: Call, need: Need, { layers, principal }: Requester): CompiledLayers {
  const organization = call.world.organization.get("organization");
  const serviceControl = organizationLevels(organization, principal.account, "SERVICE_CONTROL_POLICY");
  const resourceControl = hasResourceControl(need.action)
    ? organizationLevels(organization, resourceAccount(need, principal.account), "RESOURCE_CONTROL_POLICY")
    : undefined;
  return {
    ...layers,
    ...(need.resourcePolicy !== undefined && { resource: resourceLayer(need, principal) }),
    ...(serviceControl !== undefined && { serviceControl: serviceControl.map((level) => layerOf(level)) }),
    ...(resourceControl !== undefined && { resourceControl: resourceControl.map((level) => layerOf(level)) }),
  };
}

function resourceLayer(
  { action, resourcePolicy }: Need,
  principal: Requester["principal"],
): CompiledLayers["identity"] {
  const document = resourcePolicy?.document;
  const isRescue =
    principal.kind === "root" && principal.account === resourcePolicy?.account && rescueActions.has(action);
  if (document === undefined || isRescue) return layerOf([]);
  return layerOf([document], action.startsWith("sts:") ? "trust" : "identity");
}

/**
 * A bucket's policy never locks out the root user of its account.
 *
 * Source: Amazon S3 API Reference, "PutBucketPolicy".
 */
const rescueActions: ReadonlySet<string> = new Set([
  "s3:GetBucketPolicy",
  "s3:PutBucketPolicy",
  "s3:DeleteBucketPolicy",
]);

/** Of the services here, those that resource control policies know. Source: AWS Organizations User Guide, "Resource control policies". */
function hasResourceControl(action: string): boolean {
  return /^(?:s3|sts|kms|logs):/.test(action);
}

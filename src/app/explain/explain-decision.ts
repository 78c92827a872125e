import {
  type AccessDecision,
  type AccessRequest,
  compileLayers,
  evaluate,
  type NamedPolicy,
  type PolicyLayers,
  type PrincipalLayers,
  parsePolicy,
  parseStored,
  principalLayers,
  type RequestPrincipal,
  requestContext,
  trustLayer,
} from "../../iam/index.ts";
import {
  type Identities,
  type Json,
  Problem,
  type ProblemRecord,
  parseArn,
  toProblemRecord,
} from "../../model/index.ts";
import { readInput } from "../read-input.ts";
import { loadSnapshot } from "../snapshot/load-snapshot.ts";
import { inputKeys, usesTags } from "./explain-context.ts";
import { knownAction, resourceNotes, twiceNotes } from "./explain-question.ts";

export interface DecisionRequest {
  readonly authorizationDetails: readonly string[];
  /** User or role ARN. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** Condition keys and their values, as far as they are known. */
  readonly context: Readonly<Record<string, readonly string[]>>;
  /** Policy documents (JSON files). Undefined: not known. */
  readonly resourcePolicy?: string;
  readonly sessionPolicy?: string;
  /** One file for each level of the organisation, from its root to the account: a document, or a list of them. */
  readonly serviceControl?: readonly string[];
  /** The clock: `aws:CurrentTime` of the request. */
  readonly now: Date;
}

export interface ExplainedDecision {
  readonly request: AccessRequest;
  readonly decision: AccessDecision;
  /** Layers of which nothing was given, a clause each: they could still forbid (or allow) it. */
  readonly notGiven: readonly string[];
  readonly problems: readonly ProblemRecord[];
  /** What is odd about the question, a sentence each. */
  readonly notes: readonly string[];
}

/** Is the request allowed, by which statement of which layer? Throws a {@link Problem} for inputs that cannot be used. */
export async function explainDecision(request: DecisionRequest): Promise<ExplainedDecision> {
  const { authorizationDetails, now, principal: arn, resource } = request;
  const catalogued = knownAction(request.action);
  const { name: action } = catalogued;
  const { snapshot, problems } = await loadSnapshot({ authorizationDetails }, { now });
  const { identities } = snapshot;
  if (identities === undefined) throw new Problem("input.nothing", "There are no authorization details in it.");
  const own = principalLayers(identities, arn);
  if (own === undefined) throw noSuchPrincipal(identities, arn);
  const layers = await allLayers(own, { ...request, action }, identities);
  refuseSessions(own.principal, layers);
  const asked: AccessRequest = {
    principal: own.principal,
    action,
    resource,
    context: requestContext(
      { ...inputKeys(identities, arn, resource, layers, now), ...request.context },
      { principal: own.principal },
    ),
  };
  return {
    request: asked,
    decision: evaluate(compileLayers(layers), asked),
    notGiven: notGiven(layers, asked),
    problems: problems.map(toProblemRecord),
    notes: [...resourceNotes(catalogued, resource), ...twiceNotes(identities, arn)],
  };
}

async function allLayers(
  { layers, principal }: PrincipalLayers,
  request: DecisionRequest,
  identities: Identities,
): Promise<PolicyLayers> {
  const { resourcePolicy, sessionPolicy, serviceControl, resource, action, now } = request;
  const role = trustActions.test(action) ? identities.roles.find((candidate) => candidate.arn === resource) : undefined;
  const given = resourcePolicy === undefined ? undefined : await readPolicies(resourcePolicy, now);
  const ofResource =
    given ?? (role && [trustLayer(role)]) ?? trustOfAny(action, resource) ?? foreignPolicy(principal, resource);
  const levels = serviceControl && (await Promise.all(serviceControl.map((file) => readPolicies(file, now))));
  return {
    ...layers,
    ...(ofResource && { resource: ofResource }),
    ...(sessionPolicy !== undefined && { session: await readPolicies(sessionPolicy, now) }),
    ...(levels && { serviceControl: levels }),
  };
}

/** Which roles let somebody in, each says for itself: a question about many of them has no one answer. */
function trustOfAny(action: string, resource: string): readonly NamedPolicy[] | undefined {
  if (!trustActions.test(action) || !/[*?]/.test(resource)) return undefined;
  return [{ name: trustOfEach, policy: parseStored({ unreadable: "no single role was named" }, "trust") }];
}

const trustActions = /^sts:(?:AssumeRole|TagSession|SetSourceIdentity)/i;
const trustOfEach = "the trust policy of the role";

/** What another account's resource lets in is not known, unless its policy is given; without it nobody gets in. */
function foreignPolicy({ account }: RequestPrincipal, resource: string): readonly NamedPolicy[] | undefined {
  if (!isForeign(account, resource)) return undefined;
  return [{ name: unknownPolicy, policy: parseStored({ unreadable: "it was not given" }, "trust") }];
}

const unknownPolicy = "the policy of the resource";

function isForeign(account: string, resource: string): boolean {
  const owner = parseArn(resource)?.account ?? "";
  return /^\d{12}$/.test(owner) && owner !== account;
}

async function readPolicies(file: string, now: Date): Promise<readonly NamedPolicy[]> {
  const { bytes } = await readInput(file, maxPolicyBytes, now);
  const json = parseJson(new TextDecoder().decode(bytes), file);
  const documents = Array.isArray(json) ? json : [json];
  return documents.map((document, at) => {
    const name = documents.length === 1 ? file : `${file} (${at + 1})`;
    const policy = parsePolicy(document, hasPrincipal(document) ? "trust" : "identity");
    return { name, policy };
  });
}

/** The largest policy that AWS takes has 20,480 bytes; a level of an organisation has at most ten. */
const maxPolicyBytes = 1024 * 1024;

function parseJson(text: string, file: string): Json {
  try {
    // JSON.parse gives nothing but JSON values.
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new Problem("input.malformed", "This is not JSON.", { location: { file }, cause });
  }
}

/** Policies of resources name who they are about; those of users and roles must not. */
function hasPrincipal(document: Json): boolean {
  return /"(?:Not)?Principal"\s*:/.test(JSON.stringify(document));
}

/** A role is asked without the name of its session, so that what is granted to one of them cannot be decided. */
function refuseSessions({ arn, roleArn }: RequestPrincipal, { resource = [] }: PolicyLayers): void {
  if (roleArn === undefined) return;
  const sessions = arn.slice(0, arn.lastIndexOf("/") + 1);
  const named = resource.some(({ policy }) =>
    policy.statements.some(({ principal }) => principal?.AWS.some((name) => name.startsWith(sessions))),
  );
  if (!named) return;
  throw new Problem(
    "input.unsupported",
    "The policy of the resource names sessions of the role, and a role is asked without one.",
  );
}

function noSuchPrincipal({ users, roles }: Identities, arn: string): Problem {
  const name = arn.slice(arn.lastIndexOf("/") + 1);
  const like = [...users, ...roles].find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  return new Problem("cli.usage", `There is no user or role ${arn} in the authorization details.`, {
    ...(like !== undefined && { hint: `Did you mean ${like.arn}?` }),
  });
}

/** What could change the answer and is not here. An answer that nothing could change needs none. */
function notGiven(layers: PolicyLayers, { principal, resource }: AccessRequest): readonly string[] {
  const [ofResource] = layers.resource ?? [];
  return [
    ...(layers.serviceControl === undefined ? ["policies of the organisation (--scp)"] : []),
    ...((layers.resource === undefined && resource !== "*") || ofResource?.name === unknownPolicy
      ? ["the policy of the resource (--resource-policy)"]
      : []),
    ...(ofResource?.name === trustOfEach ? ["the trust policy of each role (--resource ARN)"] : []),
    ...(principal.kind === "role-session" && usesTags(layers)
      ? ["tags of the session, which stand before the role's (--context aws:PrincipalTag/KEY=VALUE)"]
      : []),
    ...(principal.kind === "role-session" && layers.session === undefined
      ? ["a policy of the session (--session-policy)"]
      : []),
  ];
}

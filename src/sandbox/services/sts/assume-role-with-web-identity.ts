import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Trace } from "../../call.ts";
import type { IdentityProvider } from "../../world/nouns.ts";
import { needed, text } from "../iam/fields.ts";
import { readInput, type Values } from "../iam/input.ts";
import * as fields from "./fields.ts";
import { type ProviderRequest, providerAnswer, startProviderSession } from "./provider-session.ts";
import { wantedRole } from "./role-need.ts";
import { assumedRoleTrace, lowerFirst } from "./role-trace.ts";
import { invalid, readWebIdentityToken, type WebIdentityToken } from "./web-identity-token.ts";

/**
 * Nobody signs: the token tells who asks. Its provider has to be registered in the role's account, with its audience.
 *
 * Source: AWS STS API Reference, "AssumeRoleWithWebIdentity".
 */
export const assumeRoleWithWebIdentity: Operation = {
  run(call) {
    const { request, token } = read(call);
    const session = startProviderSession(call, request);
    return {
      ...providerAnswer(session, request),
      SubjectFromWebIdentityToken: token.subject,
      Provider: request.provider.arn,
      Audience: token.audience[0] ?? "",
    };
  },
  trace: (call, output) => traceOf(call, output !== undefined),
};

const members = {
  RoleArn: fields.roleArn,
  RoleSessionName: fields.roleSessionName,
  WebIdentityToken: needed(text({ min: 4, max: 20_000, secret: true })),
  ProviderId: text({ min: 4, max: 2048 }),
  PolicyArns: fields.policyArns,
  Policy: fields.policy,
  DurationSeconds: fields.roleSeconds,
};

function read(call: Call): { readonly request: ProviderRequest; readonly token: WebIdentityToken } {
  const input = readInput(call.input, members);
  if (input.ProviderId !== undefined) {
    throw new AwsError(
      "NotImplemented",
      "The sandbox knows providers of OpenID Connect only: leave out ProviderId.",
      501,
    );
  }
  const wanted = wantedRole(call.world, input.RoleArn);
  const token = readWebIdentityToken(input.WebIdentityToken, call.world.clock.now());
  const arn = providerArn(wanted.accountId, token);
  const provider = wanted.account?.providers.get(arn);
  if (provider === undefined) {
    throw invalid(`No OpenIDConnect provider found in your account for https://${token.issuer}`);
  }
  requireAudience(provider, token);
  return { token, request: requestOf(input, wanted, token, arn) };
}

function requestOf(
  input: Values<typeof members>,
  wanted: ProviderRequest["wanted"],
  token: WebIdentityToken,
  arn: string,
): ProviderRequest {
  const { issuer, subject, audience, authenticationMethods, tags, transitiveTagKeys, sourceIdentity } = token;
  return {
    action: "sts:AssumeRoleWithWebIdentity",
    wanted,
    provider: { kind: "web-identity", arn, subject },
    session: {
      RoleSessionName: input.RoleSessionName,
      SourceIdentity: sourceIdentity,
      tags,
      transitiveTagKeys,
      keys: {
        "aws:FederatedProvider": [arn],
        [`${issuer}:aud`]: audience,
        [`${issuer}:sub`]: [subject],
        ...(authenticationMethods.length > 0 && { [`${issuer}:amr`]: authenticationMethods }),
      },
    },
    seconds: input.DurationSeconds,
    policy: input.Policy,
    policyArns: input.PolicyArns,
  };
}

function requireAudience({ clientIds }: IdentityProvider, { audience }: WebIdentityToken): void {
  if (!audience.some((one) => clientIds.includes(one))) throw invalid("Incorrect token audience");
}

function providerArn(account: string, { issuer }: WebIdentityToken): string {
  return `arn:aws:iam::${account}:oidc-provider/${issuer}`;
}

/** The caller of the record is who the token says; what cannot be read names nobody. */
function traceOf(call: Call, isDone: boolean): Trace {
  const token = tokenIn(call);
  const { WebIdentityToken: _secret, ...parameters } = call.input;
  if (token === undefined) return { userIdentity: { type: "WebIdentityUser" } };
  const { subject, audience } = token;
  const arn = providerArn(String(call.input["RoleArn"]).split(":")[4] ?? "", token);
  return {
    userIdentity: {
      type: "WebIdentityUser",
      principalId: `${arn}:${audience[0] ?? ""}:${subject}`,
      userName: subject,
      identityProvider: arn,
    },
    ...(isDone && {
      ...assumedRoleTrace(call, wantedRole(call.world, String(call.input["RoleArn"])), {}),
      requestParameters: { ...claimParameters(token), ...lowerFirst(parameters) },
    }),
  };
}

function tokenIn({ input, world }: Call): WebIdentityToken | undefined {
  try {
    return readWebIdentityToken(String(input["WebIdentityToken"]), world.clock.now());
  } catch {
    return undefined;
  }
}

/** What the provider passes is recorded as if the request had. */
function claimParameters({ sourceIdentity, tags, transitiveTagKeys }: WebIdentityToken): object {
  return {
    ...(sourceIdentity !== undefined && { sourceIdentity }),
    ...(tags.length > 0 && { principalTags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) }),
    ...(transitiveTagKeys.length > 0 && { transitiveTagKeys }),
  };
}

import { createHash } from "node:crypto";
import { arnName } from "../../../model/index.ts";
import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Trace } from "../../call.ts";
import type { IdentityProvider } from "../../world/nouns.ts";
import { needed, text } from "../iam/fields.ts";
import { readInput } from "../iam/input.ts";
import * as fields from "./fields.ts";
import { type ProviderRequest, providerAnswer, startProviderSession } from "./provider-session.ts";
import { wantedRole } from "./role-need.ts";
import { assumedRoleTrace } from "./role-trace.ts";
import { invalidSaml, readSamlAssertion, type SamlAssertion } from "./saml-assertion.ts";
import { xmlElements } from "./xml-elements.ts";

/**
 * Nobody signs: the assertion tells who asks. Its issuer has to be the entity in the provider's metadata, and the pair of role
 * and provider has to stand in it.
 *
 * Source: AWS STS API Reference, "AssumeRoleWithSAML".
 */
export const assumeRoleWithSaml: Operation = {
  run(call) {
    const { request, assertion, nameQualifier } = read(call);
    const session = startProviderSession(call, request);
    return {
      ...providerAnswer(session, request),
      Subject: assertion.subject,
      SubjectType: assertion.subjectType,
      Issuer: assertion.issuer,
      Audience: assertion.audience,
      NameQualifier: nameQualifier,
    };
  },
  trace: (call, output) => traceOf(call, output !== undefined),
};

const members = {
  RoleArn: fields.roleArn,
  PrincipalArn: needed(text({ min: 20, max: 2048 })),
  SAMLAssertion: needed(text({ min: 4, max: 100_000, secret: true })),
  PolicyArns: fields.policyArns,
  Policy: fields.policy,
  DurationSeconds: fields.roleSeconds,
};

interface Reading {
  readonly request: ProviderRequest;
  readonly assertion: SamlAssertion;
  readonly nameQualifier: string;
}

function read(call: Call): Reading {
  const { RoleArn, PrincipalArn, SAMLAssertion, PolicyArns, Policy, DurationSeconds } = readInput(call.input, members);
  const wanted = wantedRole(call.world, RoleArn);
  const assertion = readSamlAssertion(SAMLAssertion, call.world.clock.now());
  const provider = wanted.account?.providers.get(PrincipalArn);
  if (provider?.kind !== "saml") throw invalidSaml(`Specified provider doesn't exist (${PrincipalArn})`);
  if (issuerOf(provider) !== assertion.issuer) throw invalidSaml("Issuer not present in specified provider");
  if (!assertion.roles.some(({ role, provider: by }) => role === RoleArn && by === PrincipalArn)) {
    throw new AwsError("AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML", 403);
  }
  const nameQualifier = qualifierOf(assertion, PrincipalArn);
  return {
    assertion,
    nameQualifier,
    request: {
      action: "sts:AssumeRoleWithSAML",
      wanted,
      provider: { kind: "saml", arn: PrincipalArn, subject: assertion.subject },
      session: {
        RoleSessionName: assertion.sessionName,
        SourceIdentity: assertion.sourceIdentity,
        tags: assertion.tags,
        transitiveTagKeys: assertion.transitiveTagKeys,
        keys: keysOf(assertion, PrincipalArn, nameQualifier),
      },
      seconds: DurationSeconds ?? assertion.duration,
      policy: Policy,
      policyArns: PolicyArns,
    },
  };
}

/** Condition keys of SAML; those that end in a name of a claim are left out, as no test provider has them. */
function keysOf(assertion: SamlAssertion, arn: string, nameQualifier: string): ProviderRequest["session"]["keys"] {
  return {
    "aws:FederatedProvider": [arn],
    "saml:aud": [assertion.audience],
    "saml:iss": [assertion.issuer],
    "saml:sub": [assertion.subject],
    "saml:sub_type": [assertion.subjectType],
    "saml:namequalifier": [nameQualifier],
    "saml:doc": [`${arn.split(":")[4] ?? ""}/${arnName(arn)}`],
  };
}

/** The entity that the metadata document is about. */
function issuerOf({ metadata = "" }: IdentityProvider): string | undefined {
  return xmlElements(metadata)
    ?.find(({ name }) => name === "EntityDescriptor")
    ?.attributes.get("entityID");
}

/** Base64 of SHA-1 over issuer, account and provider: it tells subjects of two providers apart. */
function qualifierOf({ issuer }: SamlAssertion, arn: string): string {
  const account = arn.split(":")[4] ?? "";
  return createHash("sha1")
    .update(`${issuer}${account}/${arnName(arn)}`)
    .digest("base64");
}

/** The caller of the record is who the assertion says; what cannot be read names nobody. */
function traceOf(call: Call, isDone: boolean): Trace {
  const { RoleArn, PrincipalArn } = call.input;
  const assertion = assertionIn(call);
  if (assertion === undefined) return { userIdentity: { type: "SAMLUser" } };
  const nameQualifier = qualifierOf(assertion, String(PrincipalArn));
  const userIdentity = {
    type: "SAMLUser",
    principalId: `${nameQualifier}:${assertion.subject}`,
    userName: assertion.subject,
    identityProvider: nameQualifier,
  };
  if (!isDone) return { userIdentity };
  const role = assumedRoleTrace(call, wantedRole(call.world, String(RoleArn)), {});
  const provider = String(PrincipalArn);
  return {
    ...role,
    userIdentity,
    requestParameters: parametersOf(call, assertion),
    resources: [
      ...(role.resources ?? []),
      { ARN: provider, accountId: provider.split(":")[4] ?? "", type: "AWS::IAM::SAMLProvider" },
    ],
  };
}

function parametersOf({ input }: Call, assertion: SamlAssertion): object {
  const { sourceIdentity, tags, transitiveTagKeys, duration } = assertion;
  const seconds = input["DurationSeconds"] ?? duration;
  return {
    sAMLAssertionID: assertion.id,
    roleSessionName: assertion.sessionName,
    ...(sourceIdentity !== undefined && { sourceIdentity }),
    ...(tags.length > 0 && { principalTags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) }),
    ...(transitiveTagKeys.length > 0 && { transitiveTagKeys }),
    ...(seconds !== undefined && { durationSeconds: seconds }),
    roleArn: input["RoleArn"],
    principalArn: input["PrincipalArn"],
  };
}

function assertionIn({ input, world }: Call): SamlAssertion | undefined {
  try {
    return readSamlAssertion(String(input["SAMLAssertion"]), world.clock.now());
  } catch {
    return undefined;
  }
}

import { z } from "zod";
import type { AccountFacts } from "./join/join-facts.ts";
import { json, noneOr, text, texts, time } from "./schema-words.ts";
import {
  alarmsSchema,
  assignmentsSchema,
  metricFiltersSchema,
  rolesAnywhereSchema,
  workloadsSchema,
} from "./workload-schemas.ts";

const mfaDevice = z
  .strictObject({
    serialNumber: text,
    user: text.exactOptional(),
    kind: z.enum(["virtual", "other"]),
    enabledAt: time.exactOptional(),
    isOfUsersList: z.literal(true).exactOptional(),
  })
  .meta({ id: "mfaDevice" });

const identityProvider = z
  .strictObject({
    arn: text,
    kind: z.enum(["oidc", "saml"]),
    url: text.exactOptional(),
    clientIds: texts.exactOptional(),
    thumbprints: texts.exactOptional(),
    validUntil: time.exactOptional(),
  })
  .meta({ id: "identityProvider" });

const sshPublicKey = z
  .strictObject({ user: text, id: text, isActive: z.boolean(), uploadedAt: time.exactOptional() })
  .meta({ id: "sshPublicKey" });

const serviceSpecificCredential = z
  .strictObject({
    user: text,
    id: text,
    service: text,
    isActive: z.boolean(),
    createdAt: time.exactOptional(),
    expiresAt: time.exactOptional(),
  })
  .meta({ id: "serviceSpecificCredential" });

const serverCertificate = z
  .strictObject({ arn: text, name: text, expiresAt: time.exactOptional() })
  .meta({ id: "serverCertificate" });

const members = z.array(z.strictObject({ id: text, name: text, status: text })).exactOptional();

const organization = z
  .strictObject({
    id: text,
    managementAccount: text,
    featureSet: text,
    accounts: members,
    delegatedAdministrators: members,
    serviceControlPolicies: z
      .array(z.strictObject({ id: text, name: text, document: json, targets: texts }))
      .exactOptional(),
    rootFeatures: texts.exactOptional(),
  })
  .meta({ id: "organization" });

const analyzer = z.strictObject({ arn: text, region: text, type: text, status: text }).meta({ id: "analyzer" });

const analyzerFinding = z
  .strictObject({
    analyzer: text,
    id: text,
    region: text,
    resource: text,
    resourceType: text,
    findingType: text.exactOptional(),
    isPublic: z.boolean().exactOptional(),
    principals: texts,
    actions: texts,
    updatedAt: time.exactOptional(),
  })
  .meta({ id: "analyzerFinding" });

const eventRule = z
  .strictObject({
    arn: text,
    name: text,
    region: text,
    isEnabled: z.boolean(),
    pattern: json.exactOptional(),
    targets: texts.exactOptional(),
  })
  .meta({ id: "eventRule" });

const trailKey = z
  .strictObject({
    arn: text,
    state: text,
    manager: z.enum(["AWS", "CUSTOMER"]),
    rotates: z.boolean().exactOptional(),
    policy: json.exactOptional(),
  })
  .meta({ id: "trailKey" });

/** Members of a snapshot that hold facts about the account, of users, of its organisation and of services. */
export const accountFactSchemas: {
  readonly [name in keyof AccountFacts]-?: z.ZodExactOptional<z.ZodType<NonNullable<AccountFacts[name]>>>;
} = {
  mfaDevices: z.array(mfaDevice).exactOptional(),
  identityProviders: z.array(identityProvider).exactOptional(),
  sshPublicKeys: z.array(sshPublicKey).exactOptional(),
  serviceSpecificCredentials: z.array(serviceSpecificCredential).exactOptional(),
  serverCertificates: z.array(serverCertificate).exactOptional(),
  organization: noneOr(organization),
  securityContact: noneOr(z.strictObject({ email: text })),
  regions: z.array(z.strictObject({ name: text, status: text })).exactOptional(),
  analyzers: z.array(analyzer).exactOptional(),
  analyzerFindings: z.array(analyzerFinding).exactOptional(),
  eventRules: z.array(eventRule).exactOptional(),
  trailKeys: z.array(trailKey).exactOptional(),
  metricFilters: metricFiltersSchema.exactOptional(),
  alarms: alarmsSchema.exactOptional(),
  rolesAnywhere: rolesAnywhereSchema.exactOptional(),
  accountAssignments: assignmentsSchema.exactOptional(),
  workloads: workloadsSchema.exactOptional(),
};

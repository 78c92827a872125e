import { AwsError } from "../../aws-error.ts";
import type { Call, Operations, Output } from "../../call.ts";
import type { Analyzer } from "../../world/nouns.ts";
import { isStructure, limitOf, optionalText, pageOf, textOf, textsOf } from "../shared/input.ts";
import { badToken, needOnAnalyzer, notFound } from "./analyzers.ts";
import { type ExternalAccess, externalAccess } from "./external-access.ts";

export const findingOperations: Operations = {
  ListFindings: {
    needs: (call) => [needOnAnalyzer(call, "access-analyzer:ListFindings")],
    run: (call) => listed(call, (finding) => ({ ...common(call, finding), ...who(finding) })),
  },
  ListFindingsV2: {
    needs: (call) => [needOnAnalyzer(call, "access-analyzer:ListFindings")],
    run: (call) => listed(call, (finding) => ({ ...common(call, finding), findingType: "ExternalAccess" })),
  },
  GetFindingV2: {
    needs: (call) => [needOnAnalyzer(call, "access-analyzer:GetFinding")],
    run: (call) => {
      const id = textOf(call.input, "id");
      const finding = externalAccess(call, analyzerAsked(call)).find((one) => one.id === id);
      if (finding === undefined) throw notFound("Finding", id);
      return {
        ...common(call, finding),
        findingType: "ExternalAccess",
        findingDetails: [{ externalAccessDetails: who(finding) }],
      };
    },
  },
};

function listed(call: Call, view: (finding: ExternalAccess) => Output): Output {
  const { input } = call;
  const analyzer = analyzerAsked(call);
  const matches = filterOf(call);
  const most = limitOf(input, "maxResults", 100, 100);
  const found = externalAccess(call, analyzer).filter(matches);
  const page = pageOf(found, { most, token: optionalText(input, "nextToken") }, badToken);
  return { findings: page.items.map(view), ...(page.next !== undefined && { nextToken: page.next }) };
}

function analyzerAsked(call: Call): Analyzer {
  const arn = textOf(call.input, "analyzerArn");
  const analyzer = call.account.analyzers.get(arn);
  if (analyzer === undefined || analyzer.region !== call.region) throw notFound("Analyzer", arn);
  return analyzer;
}

/** Findings are never archived here, and are gone when what they found is. */
const status = "ACTIVE";

function common({ time }: Call, { id, resource, resourceType, owner, createdAt }: ExternalAccess): Output {
  return {
    id,
    resourceType,
    resource,
    resourceOwnerAccount: owner,
    status,
    createdAt: new Date(createdAt),
    analyzedAt: new Date(time),
    updatedAt: new Date(createdAt),
  };
}

function who({ principal, actions, condition, isPublic }: ExternalAccess): Output {
  return { principal, action: actions, condition, isPublic };
}

/** Source: IAM Access Analyzer API Reference, "Criterion"; of the filter keys those that tell what a finding is about. */
function filterOf({ input }: Call): (finding: ExternalAccess) => boolean {
  const filter = isStructure(input["filter"]) ? Object.entries(input["filter"]) : [];
  for (const [key] of filter) {
    if (!Object.hasOwn(filterValues, key)) {
      const known = Object.keys(filterValues).join(", ");
      throw new AwsError(
        "NotImplemented",
        `The sandbox filters findings by ${known}, and not by ${key.slice(0, 50)}.`,
        501,
      );
    }
  }
  return (finding) =>
    filter.every(([key, criterion]) => {
      // Checked before.
      const value = filterValues[key as keyof typeof filterValues](finding);
      return isStructure(criterion) && meets(value, criterion);
    });
}

const filterValues = {
  id: ({ id }: ExternalAccess): string => id,
  status: (): string => status,
  resource: ({ resource }: ExternalAccess): string => resource,
  resourceType: ({ resourceType }: ExternalAccess): string => resourceType,
  resourceOwnerAccount: ({ owner }: ExternalAccess): string => owner,
  isPublic: ({ isPublic }: ExternalAccess): string => String(isPublic),
  findingType: (): string => "ExternalAccess",
} as const;

function meets(value: string, criterion: Call["input"]): boolean {
  const has = (member: string): boolean => Array.isArray(criterion[member]);
  return (
    (!has("eq") || textsOf(criterion, "eq").includes(value)) &&
    (!has("neq") || !textsOf(criterion, "neq").includes(value)) &&
    (!has("contains") || textsOf(criterion, "contains").some((part) => value.includes(part)))
  );
}

import { AwsError } from "../../aws-error.ts";
import type { Call, Need, Operations, Output } from "../../call.ts";
import type { Analyzer, Tag } from "../../world/nouns.ts";
import {
  arnHere,
  limitOf,
  mapOf,
  optionalText,
  pageOf,
  requestTagKeys,
  resourceTagKeys,
  textOf,
} from "../shared/input.ts";

export const analyzerOperations: Operations = {
  CreateAnalyzer: { needs: needsToCreate, run: createAnalyzer },
  DeleteAnalyzer: {
    needs: (call) => [needOnName(call, "access-analyzer:DeleteAnalyzer")],
    run: (call) => {
      call.account.analyzers.delete(analyzerNamed(call).arn);
      return {};
    },
  },
  GetAnalyzer: {
    needs: (call) => [needOnName(call, "access-analyzer:GetAnalyzer")],
    run: (call) => ({ analyzer: summary(analyzerNamed(call)) }),
  },
  ListAnalyzers: {
    needs: (call) => [{ action: "access-analyzer:ListAnalyzers", resource: analyzerArn(call, "*") }],
    run: listAnalyzers,
  },
};

export function needOnAnalyzer(call: Call, action: string): Need {
  const resource = textOf(call.input, "analyzerArn") || "*";
  const tags = call.account.analyzers.get(resource)?.tags ?? [];
  return { action, resource, context: resourceTagKeys(tags) };
}

export function notFound(what: "Analyzer" | "Finding", name: string): AwsError {
  return new AwsError("ResourceNotFoundException", `${what} ${name.slice(0, 200)} is not found.`);
}

export function badToken(): AwsError {
  return new AwsError("ValidationException", "The nextToken is not one that was given.");
}

function analyzerArn(call: Call, name: string): string {
  return arnHere(call, "access-analyzer", `analyzer/${name}`);
}

function needOnName(call: Call, action: string): Need {
  return needOnAnalyzer(
    { ...call, input: { analyzerArn: analyzerArn(call, textOf(call.input, "analyzerName")) } },
    action,
  );
}

function needsToCreate(call: Call): readonly Need[] {
  const resource = analyzerArn(call, textOf(call.input, "analyzerName"));
  return [{ action: "access-analyzer:CreateAnalyzer", resource, context: requestTagKeys(tagsIn(call)) }];
}

function createAnalyzer(call: Call): Output {
  const { input, account, region, time, world } = call;
  const name = textOf(input, "analyzerName");
  if (!/^[A-Za-z][A-Za-z0-9_.-]{0,254}$/.test(name)) {
    throw new AwsError("ValidationException", "The analyzer name is not valid.");
  }
  const type = textOf(input, "type");
  if (type !== "ACCOUNT" && type !== "ORGANIZATION") {
    const message = "The sandbox has analyzers of external access: of the types ACCOUNT and ORGANIZATION.";
    throw new AwsError("NotImplemented", message, 501);
  }
  if (type === "ORGANIZATION" && world.organization.get("organization")?.managementAccount !== account.id) {
    throw new AwsError("ValidationException", "The account is not the management account of an organization.");
  }
  const arn = analyzerArn(call, name);
  if (account.analyzers.get(arn) !== undefined) {
    throw new AwsError("ConflictException", `An analyzer of the name ${name} already exists.`);
  }
  const isFull = [...account.analyzers.values()].some((one) => one.region === region && one.type === type);
  if (isFull) {
    throw new AwsError("ServiceQuotaExceededException", `There can be one analyzer of the type ${type} in a region.`);
  }
  account.analyzers.put(arn, { name, arn, region, type, createdAt: time, tags: tagsIn(call) });
  return { arn };
}

function analyzerNamed(call: Call): Analyzer {
  const name = textOf(call.input, "analyzerName");
  const analyzer = call.account.analyzers.get(analyzerArn(call, name));
  if (analyzer === undefined) throw notFound("Analyzer", name);
  return analyzer;
}

function listAnalyzers(call: Call): Output {
  const { input, account, region } = call;
  const type = optionalText(input, "type");
  const own = [...account.analyzers.values()].filter(
    (analyzer) => analyzer.region === region && (type === undefined || analyzer.type === type),
  );
  const most = limitOf(input, "maxResults", 100, 100);
  const page = pageOf(own, { most, token: optionalText(input, "nextToken") }, badToken);
  return { analyzers: page.items.map(summary), ...(page.next !== undefined && { nextToken: page.next }) };
}

function summary({ arn, name, type, createdAt, tags }: Analyzer): Output {
  return {
    arn,
    name,
    type,
    createdAt: new Date(createdAt),
    status: "ACTIVE",
    tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])),
  };
}

function tagsIn({ input }: Call): readonly Tag[] {
  return [...mapOf(input, "tags")].map(([Key, Value]) => ({ Key, Value }));
}

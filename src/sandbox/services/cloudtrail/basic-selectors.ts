import { AwsError } from "../../aws-error.ts";
import type { Input } from "../../call.ts";
import { optionalFlag, optionalList, optionalText, optionalTexts } from "./input.ts";

/**
 * With all members, as CloudTrail answers them. Throws InvalidEventSelectorsException.
 * Source: CloudTrail API Reference, "EventSelector" and "DataResource".
 */
export function checkedBasicSelectors(selectors: readonly Input[]): readonly object[] {
  if (selectors.length === 0) throw invalid("A trail needs an event selector.");
  if (selectors.length > 5) throw invalid("A trail can have up to 5 event selectors.");
  const checked = selectors.map(checkedSelector);
  const resources = checked.flatMap(({ DataResources }) => DataResources.flatMap(({ Values }) => Values));
  if (resources.length > 250) throw invalid("A trail can have up to 250 data resources.");
  return checked;
}

interface BasicSelector {
  readonly ReadWriteType: string;
  readonly IncludeManagementEvents: boolean;
  readonly DataResources: readonly { readonly Type: string; readonly Values: readonly string[] }[];
  readonly ExcludeManagementEventSources: readonly string[];
}

function checkedSelector(selector: Input): BasicSelector {
  const type = optionalText(selector, "ReadWriteType") ?? "All";
  const management = optionalFlag(selector, "IncludeManagementEvents") ?? true;
  const excluded = optionalTexts(selector, "ExcludeManagementEventSources") ?? [];
  const resources = optionalList(selector, "DataResources") ?? [];
  if (!["ReadOnly", "WriteOnly", "All"].includes(type)) throw invalid(`ReadWriteType is not valid: ${type}`);
  if (excluded.some((source) => !excludable.has(source))) {
    throw invalid(`Only these event sources can be excluded: ${[...excludable].join(", ")}.`);
  }
  if (excluded.length > 0 && !management) throw invalid("Only management events can be excluded by their source.");
  if (!management && resources.length === 0)
    throw invalid("A selector without management events needs data resources.");
  return {
    ReadWriteType: type,
    IncludeManagementEvents: management,
    DataResources: resources.map(checkedResource),
    ExcludeManagementEventSources: excluded,
  };
}

const excludable: ReadonlySet<string> = new Set(["kms.amazonaws.com", "rdsdata.amazonaws.com"]);

/** How the ARNs of each type begin. */
const beginnings: ReadonlyMap<string, RegExp> = new Map([
  ["AWS::S3::Object", /^arn:aws:s3(?::::(?:[a-z0-9][a-z0-9.-]+\/.*)?)?$/],
  ["AWS::Lambda::Function", /^arn:aws:lambda(?::[a-z0-9-]+:\d{12}:function:.+)?$/],
  ["AWS::DynamoDB::Table", /^arn:aws:dynamodb(?::[a-z0-9-]+:\d{12}:table\/.+)?$/],
]);

function checkedResource(resource: Input): BasicSelector["DataResources"][number] {
  const type = optionalText(resource, "Type") ?? "";
  const values = optionalTexts(resource, "Values") ?? [];
  const beginning = beginnings.get(type);
  if (beginning === undefined) throw invalid(`Type of data resource is not valid: ${type}`);
  const wrong = values.find((value) => !beginning.test(value));
  if (wrong !== undefined) throw invalid(`Value ${wrong} for DataResources.Values is invalid.`);
  return { Type: type, Values: values };
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidEventSelectorsException", message);
}

import { createRequire } from "node:module";
import { NormalizedSchema } from "@smithy/core/schema";
import type { ServiceName } from "../call.ts";

export type Protocol = "awsQuery" | "awsJson1.1" | "restXml" | "restJson1";

/** A service as AWS's own model tells it: the shapes come out of the SDK's packages. */
export interface ServiceModel {
  readonly name: ServiceName;
  readonly protocol: Protocol;
  /** `2010-05-08` */
  readonly version: string;
  /** `iam.amazonaws.com`, as CloudTrail names it. */
  readonly eventSource: string;
  /** `https://iam.amazonaws.com/doc/2010-05-08/`; undefined: answers have none. */
  readonly namespace?: string;
  readonly operations: ReadonlyMap<string, OperationModel>;
  /** By shape name: `NoSuchEntityException`. */
  readonly errors: ReadonlyMap<string, ErrorModel>;
}

export interface OperationModel {
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** REST only: `["PUT", "/{Key+}?x-id=PutObject", 200]`. */
  readonly http?: readonly [method: string, uri: string, status: number];
}

export interface ErrorModel {
  readonly shape: string;
  /** On the wire of query: `NoSuchEntity`. */
  readonly code: string;
  readonly status: number;
}

/** As CommonJS, which they are: importing them would have Node read each twice, and start-up is 0.1 s longer. */
const load: (name: string) => object = createRequire(import.meta.url);

/** Each model is read when it is first asked: all of them take half a second. */
export function loadServiceModels(): ReadonlyMap<ServiceName, ServiceModel> {
  const models: readonly ServiceModel[] = [
    modelOf("@aws-sdk/client-iam", {
      name: "iam",
      protocol: "awsQuery",
      version: "2010-05-08",
      eventSource: "iam.amazonaws.com",
      namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
    }),
    modelOf("@aws-sdk/client-sts", {
      name: "sts",
      protocol: "awsQuery",
      version: "2011-06-15",
      eventSource: "sts.amazonaws.com",
      namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    }),
    modelOf("@aws-sdk/client-cloudtrail", {
      name: "cloudtrail",
      protocol: "awsJson1.1",
      version: "2013-11-01",
      eventSource: "cloudtrail.amazonaws.com",
    }),
    modelOf("@aws-sdk/client-organizations", {
      name: "organizations",
      protocol: "awsJson1.1",
      version: "2016-11-28",
      eventSource: "organizations.amazonaws.com",
    }),
    modelOf("@aws-sdk/client-s3", {
      name: "s3",
      protocol: "restXml",
      version: "2006-03-01",
      eventSource: "s3.amazonaws.com",
      namespace: "http://s3.amazonaws.com/doc/2006-03-01/",
    }),
    modelOf("@aws-sdk/client-kms", {
      name: "kms",
      protocol: "awsJson1.1",
      version: "2014-11-01",
      eventSource: "kms.amazonaws.com",
    }),
    modelOf("@aws-sdk/client-cloudwatch-logs", {
      name: "logs",
      protocol: "awsJson1.1",
      version: "2014-03-28",
      eventSource: "logs.amazonaws.com",
    }),
    modelOf("@aws-sdk/client-sns", {
      name: "sns",
      protocol: "awsQuery",
      version: "2010-03-31",
      eventSource: "sns.amazonaws.com",
      namespace: "http://sns.amazonaws.com/doc/2010-03-31/",
    }),
    modelOf("@aws-sdk/client-eventbridge", {
      name: "events",
      protocol: "awsJson1.1",
      version: "2015-10-07",
      eventSource: "events.amazonaws.com",
    }),
    modelOf("@aws-sdk/client-accessanalyzer", {
      name: "access-analyzer",
      protocol: "restJson1",
      version: "2019-11-01",
      eventSource: "access-analyzer.amazonaws.com",
    }),
    modelOf("@aws-sdk/client-account", {
      name: "account",
      protocol: "restJson1",
      version: "2021-02-01",
      eventSource: "account.amazonaws.com",
    }),
  ];
  return new Map(models.map((model) => [model.name, model]));
}

function modelOf(module: string, facts: Omit<ServiceModel, "operations" | "errors">): ServiceModel {
  let shapes: Pick<ServiceModel, "operations" | "errors"> | undefined;
  const read = (): Pick<ServiceModel, "operations" | "errors"> => {
    shapes ??= shapesOf(load(module));
    return shapes;
  };
  return {
    ...facts,
    get operations() {
      return read().operations;
    },
    get errors() {
      return read().errors;
    },
  };
}

/** Tags of the two kinds of shape that matter here, first in each of the SDK's tuples. */
const operationTag = 9;
const errorTag = -3;

function shapesOf(module: object): Pick<ServiceModel, "operations" | "errors"> {
  const operations = new Map<string, OperationModel>();
  const errors = new Map<string, ErrorModel>();
  for (const shape of Object.values(module)) {
    if (!Array.isArray(shape)) continue;
    const [tag, , name, traits, input, output] = shape;
    if (tag === operationTag) {
      operations.set(name, {
        name,
        input: NormalizedSchema.of(input),
        output: NormalizedSchema.of(output),
        ...(traits?.http !== undefined && { http: traits.http }),
      });
    } else if (tag === errorTag) {
      const [code = name, status = traits?.httpError ?? 400] = traits?.awsQueryError ?? [];
      errors.set(name, { shape: name, code, status });
    }
  }
  return { operations, errors };
}

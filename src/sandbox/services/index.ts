import type { Services } from "../dispatch.ts";
import { accessAnalyzerOperations } from "./access-analyzer/index.ts";
import { accountManagementOperations } from "./account/index.ts";
import { cloudtrailOperations } from "./cloudtrail/index.ts";
import { eventsOperations } from "./events/index.ts";
import { iamOperations } from "./iam/index.ts";
import { kmsOperations } from "./kms/index.ts";
import { logsOperations } from "./logs/index.ts";
import { organizationsOperations } from "./organizations/index.ts";
import { s3Operations } from "./s3/index.ts";
import { signinOperations } from "./signin/index.ts";
import { snsOperations } from "./sns/index.ts";
import { stsOperations } from "./sts/index.ts";

/** What the sandbox can do, by service and operation. */
export const services: Services = {
  iam: iamOperations,
  sts: stsOperations,
  cloudtrail: cloudtrailOperations,
  s3: s3Operations,
  organizations: organizationsOperations,
  signin: signinOperations,
  kms: kmsOperations,
  logs: logsOperations,
  sns: snsOperations,
  events: eventsOperations,
  "access-analyzer": accessAnalyzerOperations,
  account: accountManagementOperations,
};

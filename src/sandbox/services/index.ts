import type { Services } from "../dispatch.ts";
import { cloudtrailOperations } from "./cloudtrail/index.ts";
import { iamOperations } from "./iam/index.ts";
import { organizationsOperations } from "./organizations/index.ts";
import { s3Operations } from "./s3/index.ts";
import { signinOperations } from "./signin/index.ts";
import { stsOperations } from "./sts/index.ts";

/** What the sandbox can do, by service and operation. */
export const services: Services = {
  iam: iamOperations,
  sts: stsOperations,
  cloudtrail: cloudtrailOperations,
  s3: s3Operations,
  organizations: organizationsOperations,
  signin: signinOperations,
};

import { AwsError } from "../aws-error.ts";
import type { ServiceName } from "../call.ts";
import type { WireRequest } from "../wire/index.ts";
import type { Signed } from "./sigv4.ts";

/** Which service a request is for: by its signature, or by how it looks where nobody signed. */
export function serviceOf(request: Omit<WireRequest, "body">, signed: Signed | undefined): ServiceName {
  if (signed !== undefined) {
    if (isServiceName(signed.service)) return signed.service;
    throw new AwsError(
      "NotImplemented",
      `The sandbox has no service ${signed.service}. It has: ${serviceNames.join(", ")}.`,
      501,
    );
  }
  if (isSignin(request)) return "signin";
  const target = request.headers["x-amz-target"];
  if (target !== undefined) return targets.find(([start]) => target.startsWith(start))?.[1] ?? "cloudtrail";
  return isForm(request) ? "sts" : "s3";
}

/** Beginnings of X-Amz-Target, as the models have them. */
const targets: readonly (readonly [start: string, service: ServiceName])[] = [
  ["AWSOrganizations", "organizations"],
  ["TrentService", "kms"],
  ["Logs_", "logs"],
  ["AWSEvents", "events"],
];

export const serviceNames = [
  "iam",
  "sts",
  "cloudtrail",
  "s3",
  "organizations",
  "kms",
  "logs",
  "sns",
  "events",
  "access-analyzer",
  "account",
] as const;

function isServiceName(name: string): name is (typeof serviceNames)[number] {
  return (serviceNames as readonly string[]).includes(name);
}

/** Places of the sign-in pages; a GET of a bucket of such a name has no such query. */
function isSignin({ method, path, query, headers, hostBucket }: Omit<WireRequest, "body">): boolean {
  if (hostBucket !== undefined) return false;
  if (method === "POST") return signinPaths.has(path) && isFormType(headers);
  return method === "GET" && (path === "/federation" ? query.some(([name]) => name === "Action") : getPaths.has(path));
}

const getPaths: ReadonlySet<string> = new Set(["/switchrole", "/logout"]);
const signinPaths: ReadonlySet<string> = new Set(["/authenticate", "/federation", ...getPaths]);

/** Unsigned calls of a query service are those of STS that hand out the first credentials. */
function isForm({ method, path, query, headers }: Omit<WireRequest, "body">): boolean {
  if (path !== "/") return false;
  return query.some(([name]) => name === "Action") || (method === "POST" && isFormType(headers));
}

function isFormType(headers: WireRequest["headers"]): boolean {
  return headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
}

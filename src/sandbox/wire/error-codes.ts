import type { AwsError } from "../aws-error.ts";
import type { Protocol, ServiceModel } from "./service-models.ts";

export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly status: number;
}

/** How a protocol words an error: code and status of the model, else those that all services of the protocol share. */
export function wireError(error: AwsError, model: ServiceModel): WireError {
  const protocol = model.protocol === "restJson1" ? "awsJson1.1" : model.protocol;
  const shared = Object.hasOwn(names, error.shape) ? names[error.shape]?.[protocol] : undefined;
  const code = shared ?? error.shape;
  const known = model.errors.get(error.shape);
  const { message } = error;
  switch (model.protocol) {
    case "awsQuery":
      return { code: known?.code ?? code, message, status: error.status ?? known?.status ?? statusOf(code) };
    // All errors of a client are 400 here, whatever the model says.
    case "awsJson1.1":
      return { code, message, status: (error.status ?? 400) >= 500 ? (error.status ?? 400) : 400 };
    case "restJson1":
      return { code, message, status: error.status ?? known?.status ?? statusOf(code) };
    case "restXml":
      return {
        code,
        message,
        status: error.status ?? (known?.status === 400 ? statusOf(code) : known?.status) ?? statusOf(code),
      };
  }
}

/** One thing, a code in each protocol; the two of JSON share theirs. */
const names: { readonly [shape: string]: { readonly [protocol in Protocol]?: string } } = {
  AccessDenied: { "awsJson1.1": "AccessDeniedException" },
  ValidationError: { "awsJson1.1": "ValidationException" },
  MalformedInput: { "awsJson1.1": "SerializationException" },
  InvalidAction: { "awsJson1.1": "UnknownOperationException" },
  InvalidClientTokenId: { "awsJson1.1": "UnrecognizedClientException", restXml: "InvalidAccessKeyId" },
  ExpiredToken: { "awsJson1.1": "ExpiredTokenException" },
  SignatureDoesNotMatch: { "awsJson1.1": "InvalidSignatureException" },
  MissingAuthenticationToken: { "awsJson1.1": "MissingAuthenticationTokenException", restXml: "AccessDenied" },
  IncompleteSignature: { "awsJson1.1": "IncompleteSignatureException", restXml: "AuthorizationHeaderMalformed" },
  ThrottlingException: { awsQuery: "Throttling", restXml: "SlowDown" },
  ServiceUnavailable: { "awsJson1.1": "ServiceUnavailableException", restXml: "SlowDown" },
  RequestExpired: {
    "awsJson1.1": "InvalidSignatureException",
    restXml: "RequestTimeTooSkewed",
    awsQuery: "SignatureDoesNotMatch",
  },
};

/** Of codes that no model has: "Common errors" of the references, and S3's "List of error codes". */
function statusOf(code: string): number {
  return statuses.find(([, codes]) => codes.has(code))?.[0] ?? 400;
}

const statuses: readonly (readonly [status: number, codes: ReadonlySet<string>])[] = [
  [304, new Set(["NotModified"])],
  [
    403,
    new Set([
      "AccessDenied",
      "AccountProblem",
      "AllAccessDisabled",
      "ExpiredToken",
      "InvalidAccessKeyId",
      "InvalidClientTokenId",
      "InvalidObjectState",
      "MissingAuthenticationToken",
      "OptInRequired",
      "RequestTimeTooSkewed",
      "SignatureDoesNotMatch",
    ]),
  ],
  [
    404,
    new Set([
      "NoSuchBucket",
      "NoSuchBucketPolicy",
      "NoSuchCORSConfiguration",
      "NoSuchKey",
      "NoSuchLifecycleConfiguration",
      "NoSuchPublicAccessBlockConfiguration",
      "NoSuchTagSet",
      "NoSuchUpload",
      "NoSuchVersion",
      "NoSuchWebsiteConfiguration",
      "NotFound",
      "ObjectLockConfigurationNotFoundError",
      "OwnershipControlsNotFoundError",
      "ReplicationConfigurationNotFoundError",
      "ServerSideEncryptionConfigurationNotFoundError",
    ]),
  ],
  [405, new Set(["MethodNotAllowed"])],
  [
    409,
    new Set([
      "BucketAlreadyExists",
      "BucketAlreadyOwnedByYou",
      "BucketNotEmpty",
      "InvalidBucketState",
      "OperationAborted",
    ]),
  ],
  [411, new Set(["MissingContentLength"])],
  [412, new Set(["PreconditionFailed"])],
  [416, new Set(["InvalidRange"])],
  [500, new Set(["InternalError", "InternalFailure"])],
  [501, new Set(["NotImplemented"])],
  [503, new Set(["ServiceUnavailable", "SlowDown"])],
];

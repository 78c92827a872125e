/** The package as it is when it is imported. */
export type Sdk = typeof import("@aws-sdk/client-iam");

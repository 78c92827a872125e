import type { Output } from "../../call.ts";
import type { KmsKey } from "../../world/nouns.ts";

/** What CreateKey and DescribeKey tell: here all keys are symmetric, of KMS's own making, in one region. */
export function keyMetadata({ id, arn, createdAt, description, state, deletedAt }: KmsKey): Output {
  return {
    AWSAccountId: arn.split(":")[4],
    KeyId: id,
    Arn: arn,
    CreationDate: new Date(createdAt),
    Enabled: state === "Enabled",
    Description: description,
    KeyUsage: "ENCRYPT_DECRYPT",
    KeyState: state,
    ...(deletedAt !== undefined && { DeletionDate: new Date(deletedAt) }),
    Origin: "AWS_KMS",
    KeyManager: "CUSTOMER",
    CustomerMasterKeySpec: "SYMMETRIC_DEFAULT",
    KeySpec: "SYMMETRIC_DEFAULT",
    EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"],
    MultiRegion: false,
  };
}

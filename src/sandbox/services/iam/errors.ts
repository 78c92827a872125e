import { AwsError } from "../../aws-error.ts";

/** Errors in the words of IAM. */
export function validationError(message: string): AwsError {
  return new AwsError("ValidationError", message);
}

export function noSuchEntity(message: string): AwsError {
  return new AwsError("NoSuchEntityException", message);
}

export function alreadyExists(message: string): AwsError {
  return new AwsError("EntityAlreadyExistsException", message);
}

export function invalidInput(message: string): AwsError {
  return new AwsError("InvalidInputException", message);
}

export function limitExceeded(message: string): AwsError {
  return new AwsError("LimitExceededException", message);
}

/** `GroupsPerUser`, 10. */
export function quotaExceeded(quota: string, limit: number): AwsError {
  return limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`);
}

/** `must delete access keys first` */
export function deleteConflict(what: string): AwsError {
  return new AwsError("DeleteConflictException", `Cannot delete entity, ${what}.`);
}

export function malformedPolicy(message: string): AwsError {
  return new AwsError("MalformedPolicyDocumentException", message);
}

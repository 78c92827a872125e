import { AwsError } from "../../aws-error.ts";

/** Throws InvalidTrailNameException. Source: CloudTrail API Reference, "CreateTrail". */
export function requireTrailName(name: string): void {
  const problem = problemOf(name);
  if (problem !== undefined) throw new AwsError("InvalidTrailNameException", problem);
}

function problemOf(name: string): string | undefined {
  const length = `Specified name length: ${name.length} characters.`;
  if (name.length < 3) return `Trail name too short. Minimum allowed length: 3 characters. ${length}`;
  if (name.length > 128) return `Trail name too long. Maximum allowed length: 128 characters. ${length}`;
  if (!/^[A-Za-z0-9]/.test(name)) return "Trail name must starts with a letter or number.";
  if (!/[A-Za-z0-9]$/.test(name)) return "Trail name must ends with a letter or number.";
  if (!/^[A-Za-z0-9._-]+$/.test(name)) {
    return "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).";
  }
  if (/[._-]{2}/.test(name)) return "Trail name cannot have adjacent periods, underscores or hyphens.";
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(name) ? "Trail name cannot be in IP address format." : undefined;
}

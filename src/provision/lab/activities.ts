/** What the lab does to be found again, each by a user made for it. The names are those of its lines in reports. */
export const labActivities: readonly LabActivity[] = [
  { activity: "assume-role", eventName: "AssumeRole" },
  { activity: "attach-user-policy", eventName: "AttachUserPolicy" },
  { activity: "detach-user-policy", eventName: "DetachUserPolicy" },
  { activity: "console-login-success", eventName: "ConsoleLogin", outcome: "Success" },
  { activity: "console-login-failure", eventName: "ConsoleLogin", outcome: "Failure" },
  { activity: "deactivate-mfa-device", eventName: "DeactivateMFADevice" },
  { activity: "create-user", eventName: "CreateUser" },
  { activity: "delete-user", eventName: "DeleteUser" },
];

export interface LabActivity {
  readonly activity: LabActivityName;
  /** As CloudTrail records it. */
  readonly eventName: string;
  /** Of a sign-in, as its record has it in `responseElements.ConsoleLogin`. */
  readonly outcome?: "Success" | "Failure";
}

export type LabActivityName =
  | "assume-role"
  | "attach-user-policy"
  | "detach-user-policy"
  | "console-login-success"
  | "console-login-failure"
  | "deactivate-mfa-device"
  | "create-user"
  | "delete-user";

import type { Json } from "../../model/index.ts";
import type { LabActivityName } from "./activities.ts";
import type { LabRun } from "./lab-run.ts";
import { awsPolicy, labArn, peopleOf } from "./people.ts";

/** What the user of an activity may do: just that, to what the run made. Undefined: nothing. */
export function actorPolicy(run: LabRun, activity: LabActivityName): Json | undefined {
  const people = peopleOf(run);
  const user = (name: string): string => labArn(run, "user", name);
  switch (activity) {
    case "assume-role":
      return allow("sts:AssumeRole", labArn(run, "role", people.role));
    case "attach-user-policy":
      return allow("iam:AttachUserPolicy", user(people.target), {
        ArnEquals: { "iam:PolicyARN": attachedPolicy(run) },
      });
    case "detach-user-policy":
      return allow("iam:DetachUserPolicy", user(people.target));
    case "deactivate-mfa-device":
      return allow("iam:DeactivateMFADevice", user(people.actor(activity)));
    case "create-user":
      return allow(["iam:CreateUser", "iam:TagUser"], user(people.made));
    case "delete-user":
      return allow("iam:DeleteUser", user(people.doomed));
    case "console-login-success":
    case "console-login-failure":
      return undefined;
  }
}

/** What is attached to the target: an alarm must come of it. The target's boundary leaves nothing of what it allows. */
export function attachedPolicy(run: LabRun): string {
  return awsPolicy(run, "AdministratorAccess");
}

/** Its permissions boundary, and that of all who only stand for something. */
export function boundaryPolicy(run: LabRun): string {
  return awsPolicy(run, "AWSDenyAll");
}

/** Only the user of the activity may take the role on. */
export function trustPolicy(run: LabRun): Json {
  const { account, partition } = run;
  const actor = labArn(run, "user", peopleOf(run).actor("assume-role"));
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:${partition}:iam::${account}:root` },
        Action: "sts:AssumeRole",
        // As principal, a user that was made a moment ago would be refused for some seconds.
        Condition: { ArnEquals: { "aws:PrincipalArn": actor } },
      },
    ],
  };
}

/** Four services, of which the exercise uses one. All of it only reads. */
export function unusedServicesPolicy(run: LabRun): Json {
  const own = labArn(run, "user", peopleOf(run).exercises.unusedServices);
  return {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "iam:GetUser", Resource: own },
      { Effect: "Allow", Action: ["sqs:ListQueues", "dynamodb:ListTables", "lambda:ListFunctions"], Resource: "*" },
    ],
  };
}

function allow(action: string | readonly string[], resource: string, condition?: Json): Json {
  const statement = { Effect: "Allow", Action: action, Resource: resource };
  return {
    Version: "2012-10-17",
    Statement: [condition === undefined ? statement : { ...statement, Condition: condition }],
  };
}

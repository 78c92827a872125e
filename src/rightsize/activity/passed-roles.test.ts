import { describe, expect, test } from "vitest";
import { actionCatalogue } from "../../iam/index.ts";
import type { CloudTrailEvent } from "../../model/index.ts";
import { actionOf } from "./action-of.ts";
import { account, call } from "./events.fixture.ts";

const catalogue = actionCatalogue();

describe("27: iam:PassRole", () => {
  const role = `arn:aws:iam::${account}:role/app`;
  const passed = (event: CloudTrailEvent, roleOfInstanceProfile?: (arn: string) => string | undefined): unknown => {
    const found = actionOf(event, catalogue, roleOfInstanceProfile && { roleOfInstanceProfile });
    if (found.kind !== "actions") return found;
    return found.needs
      .filter(({ action }) => action.name === "iam:PassRole")
      .map(({ evidence, resources, context }) =>
        [evidence, ...(resources ?? []), context?.["iam:passedtoservice"] ?? "?"].join(" "),
      );
  };

  test("is inferred from the parameter that hands over the role", () => {
    expect(passed(call("lambda", "CreateFunction20150331", { functionName: "f", role }))).toEqual([
      `inferred ${role} lambda.amazonaws.com`,
    ]);
    expect(passed(call("ecs", "RegisterTaskDefinition", { taskRoleArn: role, executionRoleArn: "exec" }))).toEqual([
      `inferred ${role} ecs-tasks.amazonaws.com`,
      `inferred arn:aws:iam::${account}:role/exec ecs-tasks.amazonaws.com`,
    ]);
  });

  test("also in calls that no table has, where a parameter is called role and holds a role's ARN", () => {
    expect(
      passed(call("scheduler", "CreateSchedule", { name: "s", target: { arn: "arn:aws:sqs:::q", roleArn: role } })),
    ).toEqual([`inferred ${role} scheduler.amazonaws.com`]);
  });

  test("of an instance profile is the profile's role, which the caller may know", () => {
    const event = call("ec2", "RunInstances", { iamInstanceProfile: { name: "web" }, instancesSet: { items: [] } });
    expect(passed(event)).toEqual(["inferred ec2.amazonaws.com"]);
    const roleOf = (arn: string): string | undefined =>
      arn === `arn:aws:iam::${account}:instance-profile/web` ? role : undefined;
    expect(passed(event, roleOf)).toEqual([`inferred ${role} ec2.amazonaws.com`]);
    expect(
      passed(call("ec2", "RunInstances", { launchTemplate: { launchTemplateId: "lt-0123456789abcdef0" } })),
    ).toEqual(["inferred ec2.amazonaws.com"]);
  });

  test("is not needed to assume or to look at a role, and refused calls show no need of it", () => {
    expect(passed(call("sts", "AssumeRole", { roleArn: role }))).toEqual([]);
    expect(passed(call("iam", "GetRole", { roleName: "app" }))).toEqual([]);
    expect(
      passed(call("iam", "AttachRolePolicy", { roleName: "app", policyArn: "arn:aws:iam::aws:policy/X" })),
    ).toEqual([]);
    expect(
      passed(call("lambda", "CreateFunction20150331", { functionName: "f", role }, { errorCode: "AccessDenied" })),
    ).toEqual([]);
  });
});

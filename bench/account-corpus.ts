import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { seededRandom } from "./random.ts";

const account = "111122223333";
const created = "2024-03-01T09:00:00+00:00";

/** Writes a credential report of `reportUsers` users and authorization details of `users` users and `roles` roles. */
export function writeAccountCorpus(
  folder: string,
  sizes: { reportUsers: number; users: number; roles: number },
  seed: number,
): void {
  const random = seededRandom(seed);
  const date = (): string =>
    `2026-${String(1 + random.below(11)).padStart(2, "0")}-${String(1 + random.below(20)).padStart(2, "0")}T08:00:00+00:00`;
  const key = (): string => (random.next() < 0.6 ? `true,${date()},${date()},us-east-1,s3` : "false,N/A,N/A,N/A,N/A");
  const rows = Array.from({ length: sizes.reportUsers }, (_, index) => {
    const password = random.next() < 0.5;
    return `user-${index},arn:aws:iam::${account}:user/user-${index},${created},${password},${password ? date() : "N/A"},${password ? date() : "N/A"},N/A,${random.next() < 0.7},${key()},${key()},false,N/A,false,N/A`;
  });
  writeFileSync(join(folder, "credential-report.csv"), [header, root, ...rows].join("\n"));

  const services = ["s3", "ec2", "lambda", "dynamodb", "logs", "sqs", "sns", "kms", "iam", "sts", "ecs", "rds"];
  const verbs = ["Get*", "List*", "Describe*", "Put*", "Create*", "Delete*", "PassRole", "*"];
  const statement = (): object => ({
    Effect: random.next() < 0.9 ? "Allow" : "Deny",
    Action: Array.from({ length: 1 + random.below(6) }, () => `${random.pick(services)}:${random.pick(verbs)}`),
    Resource: random.next() < 0.5 ? "*" : `arn:aws:s3:::bucket-${random.below(200)}/*`,
    ...(random.next() < 0.2 && { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }),
  });
  const document = (): object => ({
    Version: "2012-10-17",
    Statement: Array.from({ length: 1 + random.below(5) }, statement),
  });
  const policies = Array.from({ length: 300 }, (_, index) => ({
    PolicyName: `policy-${index}`,
    PolicyId: `ANPA${random.hex(16)}`,
    Arn: `arn:aws:iam::${account}:policy/policy-${index}`,
    Path: "/",
    DefaultVersionId: "v1",
    AttachmentCount: 3,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: created,
    PolicyVersionList: [{ Document: document(), VersionId: "v1", IsDefaultVersion: true, CreateDate: created }],
  }));
  const attached = (): object[] =>
    Array.from({ length: 1 + random.below(4) }, () => {
      const { PolicyName, Arn } = random.pick(policies);
      return { PolicyName, PolicyArn: Arn };
    });
  const trust = (index: number): object => ({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal:
          index % 5 === 0
            ? { AWS: `arn:aws:iam::${account}:root` }
            : { Service: random.pick(["lambda", "ec2", "ecs-tasks"]).concat(".amazonaws.com") },
        Action: "sts:AssumeRole",
      },
    ],
  });
  writeFileSync(
    join(folder, "authorization-details.json"),
    JSON.stringify({
      UserDetailList: Array.from({ length: sizes.users }, (_, index) => ({
        Path: "/",
        UserName: `user-${index}`,
        UserId: `AIDA${random.hex(16)}`,
        Arn: `arn:aws:iam::${account}:user/user-${index}`,
        CreateDate: created,
        GroupList: [`group-${index % 40}`],
        UserPolicyList: random.next() < 0.3 ? [{ PolicyName: "inline", PolicyDocument: document() }] : [],
        AttachedManagedPolicies: attached(),
        Tags: [],
      })),
      GroupDetailList: Array.from({ length: 40 }, (_, index) => ({
        Path: "/",
        GroupName: `group-${index}`,
        GroupId: `AGPA${random.hex(16)}`,
        Arn: `arn:aws:iam::${account}:group/group-${index}`,
        CreateDate: created,
        GroupPolicyList: [],
        AttachedManagedPolicies: attached(),
      })),
      RoleDetailList: Array.from({ length: sizes.roles }, (_, index) => ({
        Path: "/",
        RoleName: `role-${index}`,
        RoleId: `AROA${random.hex(16)}`,
        Arn: `arn:aws:iam::${account}:role/role-${index}`,
        CreateDate: created,
        AssumeRolePolicyDocument: trust(index),
        InstanceProfileList: [],
        RolePolicyList: random.next() < 0.3 ? [{ PolicyName: "inline", PolicyDocument: document() }] : [],
        AttachedManagedPolicies: attached(),
        RoleLastUsed: random.next() < 0.8 ? { LastUsedDate: date(), Region: "us-east-1" } : {},
        Tags: [],
      })),
      Policies: policies,
      IsTruncated: false,
    }),
  );
}

const header =
  "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";
const root = `<root_account>,arn:aws:iam::${account}:root,2020-01-01T00:00:00+00:00,true,no_information,2020-01-01T00:00:00+00:00,not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A`;

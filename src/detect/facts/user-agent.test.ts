import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isJsonObject, type Json, type JsonObject, ownText, ownValue } from "../../model/index.ts";
import { agentFamily } from "./user-agent.ts";

describe("families of user agents", () => {
  test.each([
    ["aws-cli/2.15.30 Python/3.11.8 Linux/6.1 exe/x86_64.amzn.2023 prompt/off command/iam.create-user", "aws-cli"],
    ["aws-cli/1.22.34 Python/3.10.6 Linux/5.19.0 botocore/1.27.84", "aws-cli"],
    ["[aws-cli/2.9.19 md/awscrt#0.16.9 exec-env/CloudShell command/s3.ls]", "aws-cli"],
    ["Boto3/1.26.165 Python/3.10.6 Linux/5.19.0-46-generic Botocore/1.29.165", "boto3"],
    ["Boto3/1.34.0 md/Botocore#1.34.0 ua/2.0 os/linux lang/python#3.11 Botocore/1.34.0", "boto3"],
    ["Botocore/1.29.165 Python/3.10", "botocore"],
    [
      "APN/1.0 HashiCorp/1.0 Terraform/1.1.2 (+https://www.terraform.io) terraform-provider-aws/dev aws-sdk-go/1.44",
      "terraform",
    ],
    ["[APN/1.0 HashiCorp/1.0 Terraform/1.1.2 (+https://www.terraform.io) aws-sdk-go-v2/1.16.4]", "terraform"],
    ["APN/1.0 Pulumi/1.0 PulumiAWS/6.0.0 aws-sdk-go-v2/1.24", "pulumi"],
    ["cloudformation.amazonaws.com", "cloudformation"],
    ["Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:102.0) Gecko/20100101 Firefox/102.0", "console"],
    ["AWS Internal", "console"],
    ["signin.amazonaws.com", "console"],
    ["[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.488 Linux/5.4]", "console"],
    ["RDS Console, aws-internal/3 aws-sdk-java/1.11.975", "console"],
    ["[AWSCloudTrail, aws-internal/3 aws-sdk-java/1.12.433]", "aws-service"],
    ["secretsmanager.amazonaws.com", "aws-service"],
    ["AWS Internal console", "aws"],
    ["aws-sdk-java/2.20.0 Linux/5.10 OpenJDK_64-Bit_Server_VM/17", "aws-sdk-java"],
    ["aws-sdk-go/1.41.4 (go1.18.3; linux; amd64) amazon-ssm-agent/", "aws-sdk-go"],
    ["aws-sdk-go-v2/1.17.0 os/linux lang/go/1.18.10", "aws-sdk-go"],
    ["aws-sdk-js/3.450.0 ua/2.0 os/linux lang/js", "aws-sdk-js"],
    ["aws-sdk-nodejs/2.1400.0 linux/v18 promise", "aws-sdk-js"],
    ["aws-sdk-dotnet-coreclr/3.7.0 .NET_Core/6.0", "aws-sdk-net"],
    ["aws-sdk-php/3.200.0", "aws-sdk-php"],
    ["aws-sdk-ruby3/3.180.0 ua/2.0", "aws-sdk-ruby"],
    ["aws-sdk-rust/1.0.0 os/linux", "aws-sdk-rust"],
    ["aws-sdk-cpp/1.11.0", "aws-sdk-cpp"],
    ["aws-sdk-kotlin/1.0", "aws-sdk-kotlin"],
    ["aws-sdk-swift/0.30", "aws-sdk-swift"],
    ["curl/8.4.0", "curl"],
    ["python-requests/2.31.0", "python"],
    ["Python-urllib/3.10", "python"],
    ["stratus-red-team_39f95f43-cd2f-4beb-b69e-be60b6fe1f57", "stratus-red-team"],
    ["[stratus-red-team_b1d7e3ac-1a0f-40b2-b062-a4297558e42f]", "stratus-red-team"],
    ["S3Browser/11.0.6 (https://s3browser.com)", "s3browser"],
    ["Kali-Tool_2.1.0", "kali-tool"],
    ["", undefined],
    ["[]", undefined],
    ["   ", undefined],
    ["/1.0", undefined],
    ["__proto__/1.0", "__proto__"],
  ])("%j is %j", (userAgent, family) => {
    expect(agentFamily(userAgent)).toBe(family);
  });

  test("whatever is sent, the family is short and without spaces", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 4000 }), (userAgent) => {
        const family = agentFamily(userAgent);
        expect(family === undefined || /^[^\s/]{1,48}$/s.test(family)).toBe(true);
      }),
      { seed: 7, numRuns: 300 },
    );
    expect(agentFamily("x".repeat(1_000_000))).toHaveLength(48);
  });

  const folder = "../shared/data/cloudtrail-events";
  describe.skipIf(!existsSync(folder))("recorded events (skipped where they are not beside the project)", () => {
    test("have few families", () => {
      const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
      const userAgents = files
        .flatMap((name) => recordsOf(JSON.parse(readFileSync(join(folder, name), "utf8"))))
        .flatMap((record) => ownText(record, "userAgent") ?? []);
      const families = new Set(userAgents.map(agentFamily));
      expect([...families].sort()).toEqual([
        "aws-sdk-go",
        "aws-service",
        "boto3",
        "console",
        "stratus-red-team",
        "terraform",
      ]);
    });
  });
});

function recordsOf(content: Json): readonly JsonObject[] {
  const records = isJsonObject(content) ? ownValue(content, "Records") : [];
  return Array.isArray(records) ? records.filter(isJsonObject) : [];
}

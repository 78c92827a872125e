import { CloudTrailClient, UpdateTrailCommand } from "@aws-sdk/client-cloudtrail";
import {
  AttachPolicyCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  EnablePolicyTypeCommand,
  ListRootsCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { collectAccount, connect, featurePermissions } from "../src/collect/index.ts";
import { collectFeatures, type Snapshot } from "../src/model/index.ts";
import { account, type CollectWorld, startCollectWorld } from "./support/collect-world.ts";
import {
  type Answered,
  type Asked,
  type OtherServices,
  startOtherServices,
  usualAnswer,
} from "./support/other-services.ts";

const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const quick = { wait: async () => {} };

let world: CollectWorld;
let others: OtherServices;
beforeAll(async () => {
  world = await startCollectWorld();
  others = await startOtherServices();
  Object.assign(process.env, others.env);
  const { endpoint } = world.sandbox;
  const organizations = new OrganizationsClient({ endpoint, region: "us-east-1" });
  await organizations.send(new CreateOrganizationCommand({ FeatureSet: "ALL" }));
  const { Roots = [] } = await organizations.send(new ListRootsCommand({}));
  const RootId = Roots[0]?.Id;
  const Type = "SERVICE_CONTROL_POLICY";
  await organizations.send(new EnablePolicyTypeCommand({ RootId, PolicyType: Type })).catch(() => {});
  const Content = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Action: "organizations:LeaveOrganization", Resource: "*" }],
  });
  const made = await organizations.send(
    new CreatePolicyCommand({ Name: "no-leaving", Description: "stay", Type, Content }),
  );
  await organizations.send(new AttachPolicyCommand({ PolicyId: made.Policy?.PolicySummary?.Id, TargetId: RootId }));
  // The sandbox wants a key that lets CloudTrail in; what is told of it afterwards comes from the stand-in.
  const owned = world.sandbox.world.addAccount(account);
  const Principal = { Service: "cloudtrail.amazonaws.com" };
  const letsIn = { Effect: "Allow", Principal, Action: ["kms:GenerateDataKey*", "kms:DescribeKey"], Resource: "*" };
  owned.keys.put(key, {
    id: key.slice(key.lastIndexOf("/") + 1),
    arn: key,
    region: "us-east-1",
    createdAt: "2026-11-01T00:00:00Z",
    description: "",
    policy: JSON.stringify({ Version: "2012-10-17", Statement: [letsIn] }),
    state: "Enabled",
    tags: [],
  });
  world.sandbox.world.store.commit();
  const cloudtrail = new CloudTrailClient({ endpoint, region: "us-east-1" });
  await cloudtrail.send(new UpdateTrailCommand({ Name: "lab-trail", KmsKeyId: key }));
});
afterEach(() => others.answer(usualAnswer));
afterAll(async () => {
  await others.close();
  await world.close();
});

async function collected(answer: (asked: Asked) => Answered = usualAnswer, called: string[] = []): Promise<Snapshot> {
  others.answer(answer);
  const options = { ...quick, features: collectFeatures, onCall: (action: string) => void called.push(action) };
  return (await collectAccount(await connect(), options)).snapshot;
}

describe("an account with an organization and a key", () => {
  test("gives all that the other services and Organizations say", async () => {
    const called: string[] = [];
    const snapshot = await collected(usualAnswer, called);
    expect(snapshot.organization).toMatchObject({
      managementAccount: account,
      featureSet: "ALL",
      accounts: [{ id: account, status: "ACTIVE" }],
      delegatedAdministrators: [],
    });
    const policies = snapshot.organization === "none" ? [] : (snapshot.organization?.serviceControlPolicies ?? []);
    const own = policies.find(({ name }) => name === "no-leaving");
    expect(own).toMatchObject({ document: { Statement: [{ Effect: "Deny" }] } });
    expect(own?.targets).toHaveLength(1);
    expect(snapshot.regions?.map(({ name, status }) => [name, status])).toEqual([
      ["us-east-1", "ENABLED_BY_DEFAULT"],
      ["eu-west-1", "ENABLED"],
      ["ap-east-1", "DISABLED"],
    ]);
    expect(snapshot.analyzers?.map(({ region, type }) => [region, type]).sort()).toEqual([
      ["eu-west-1", "ACCOUNT_UNUSED_ACCESS"],
      ["us-east-1", "ACCOUNT"],
    ]);
    expect(snapshot.analyzerFindings).toMatchObject([
      { id: "f-1", isPublic: true, principals: ["AWS: *"], actions: ["s3:GetObject"], region: "us-east-1" },
      { id: "f-2", findingType: "UnusedIAMRole", region: "eu-west-1" },
    ]);
    expect(snapshot.eventRules).toMatchObject([
      { name: "tell", pattern: { source: ["aws.iam"] }, targets: ["arn:aws:sns:us-east-1:111122223333:alarm"] },
      { name: "nightly", isEnabled: true },
    ]);
    expect(snapshot.trailKeys).toMatchObject([
      { arn: key, state: "Enabled", manager: "CUSTOMER", rotates: true, policy: { Statement: [] } },
    ]);
    expect(snapshot.securityContact).toBe("none");
    // All that is declared was called, and nothing else; who asks needs no permission.
    const declared = new Set(featurePermissions().flatMap(({ actions }) => actions));
    const seldom = ["iam:ListMFADevices", "logs:DescribeMetricFilters"];
    expect([...new Set([...called, ...seldom])].filter((action) => action !== "sts:GetCallerIdentity").sort()).toEqual(
      [...declared].sort(),
    );
    // No region that is not opted in was asked.
    const regions = others.asked
      .filter(({ action }) => action.startsWith("access-analyzer"))
      .map(({ region }) => region);
    expect(new Set(regions)).toEqual(new Set(["us-east-1", "eu-west-1"]));
  });

  test("what the sandbox does not serve is one failed call with its reason, and a gap", async () => {
    const snapshot = await collected();
    expect(snapshot.collection?.failures.map(({ action, reason, code }) => [action, reason, code])).toEqual([
      ["iam:ListOrganizationsFeatures", "refused", "NotImplemented"],
    ]);
    expect(snapshot.sources["organizations-features"].state).toBe("missing");
  });

  test("a region that refuses is a gap with its name, and the others are read", async () => {
    const snapshot = await collected((asked) =>
      asked.region === "eu-west-1" ? { refused: "AccessDeniedException", message: "no" } : usualAnswer(asked),
    );
    expect(snapshot.analyzers?.map(({ region }) => region)).toEqual(["us-east-1"]);
    expect(snapshot.sources.analyzers).toMatchObject({ state: "partial", gaps: [{ what: "eu-west-1" }] });
    expect(snapshot.collection?.failures.map(({ unknown }) => unknown)).toContain(
      "whether IAM Access Analyzer watches eu-west-1",
    );
  });

  test("a key whose policy may not be read keeps the rest, and says so", async () => {
    const snapshot = await collected((asked) =>
      asked.action === "kms:GetKeyPolicy" ? { refused: "AccessDeniedException", message: "no" } : usualAnswer(asked),
    );
    expect(snapshot.trailKeys).toMatchObject([{ rotates: true }]);
    expect(snapshot.trailKeys?.[0]).not.toHaveProperty("policy");
    expect(snapshot.sources["trail-keys"].gaps[0]?.cause).toContain("kms:GetKeyPolicy");
  });

  test("regions that cannot be listed: only the region of the command is asked, and that there are others is a gap", async () => {
    const snapshot = await collected((asked) =>
      asked.action === "account:ListRegions" ? { refused: "AccessDeniedException", message: "no" } : usualAnswer(asked),
    );
    expect(snapshot.analyzers?.map(({ region }) => region)).toEqual(["us-east-1"]);
    expect(snapshot.sources.analyzers.gaps).toMatchObject([{ what: "other regions" }]);
  });
});

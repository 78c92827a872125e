import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateOrganizationCommand,
  EnableAWSServiceAccessCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTrailPlan } from "../src/app/trail/trail-plan.ts";
import { runTrailApply, runTrailDestroy } from "../src/app/trail/trail-run.ts";
import { type Sandbox, startSandbox } from "../src/sandbox/index.ts";

let sandbox: Sandbox;
const workspace = mkdtempSync(join(tmpdir(), "trailproof-organization-"));

beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 });
  const { AWS_ENDPOINT_URL: endpoint = "", ...env } = sandbox.env;
  Object.assign(process.env, env);
  const organizations = new OrganizationsClient({ endpoint, region: "us-east-1" });
  await organizations.send(new CreateOrganizationCommand({ FeatureSet: "ALL" }));
  await organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: "cloudtrail.amazonaws.com" }));
  organizations.destroy();
});
afterAll(async () => {
  await sandbox.close();
  rmSync(workspace, { recursive: true });
});

test.each(["us-east-1", "eu-west-1"])(
  "an organization trail with its home in %s is made and goes again",
  async (region) => {
    const connection = { endpointUrl: sandbox.endpoint, region };
    const plan = await makeTrailPlan(
      { name: "org-trail", bucket: "logs-of-organization", organization: true },
      connection,
    );
    expect(plan.organization).toMatch(/^o-/);
    const options = { connection, isYes: true, workspace };
    const applied = await runTrailApply(JSON.stringify(plan), "plan.json", options);
    expect(applied).toMatchObject({ state: "complete", isChanged: true });
    sandbox.tick(3_600_000);
    const gone = await runTrailDestroy("org-trail", { ...options, keepsBucket: false, deletesOthers: false });
    expect(gone.steps.map(({ result }) => result)).toEqual(["done", "done", "done", "done"]);
  },
);

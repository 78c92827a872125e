import { policyDocument } from "../../../src/sandbox/seed/aerosecure/policies.ts";
import {
  accountId,
  addresses,
  drawingsBucket,
  intruderAccount,
} from "../../../src/sandbox/seed/aerosecure/workload.ts";
import { role, trustOf, user, userArn } from "../account.ts";
import type { Random } from "../random.ts";
import { deviceOf } from "./activities.ts";
import {
  assumeRole,
  atSignIn,
  atSignInUnknown,
  boto3,
  byConsole,
  bySession,
  otherBrowser,
  temporaryKey,
} from "./callers.ts";
import { denied, onBucket, read, write } from "./calls.ts";
import { type Intrusion, novemberTime, storyteller } from "./intrusions.ts";
import { consoleLogin } from "./people.ts";
import type { Call, Caller } from "./shape.ts";

/** Guessed passwords of analyst-user, on Saturday afternoon. */
export function guessedPassword(random: Random): Intrusion {
  const tell = storyteller(random);
  const address = addresses.intruderB;
  const analyst = user("analyst-user");
  const unknown = atSignInUnknown(address, otherBrowser);
  const wrong = atSignIn(analyst, false, address, otherBrowser);
  const console = byConsole(
    analyst,
    { accessKeyId: temporaryKey(random), since: novemberTime("21T17:01:44"), mfa: false },
    address,
    otherBrowser,
  );
  const target = role("analyst-assumable-role");
  const review = {
    role: target,
    name: "analyst-user",
    accessKeyId: temporaryKey(random),
    since: novemberTime("21T17:20:15"),
  };
  const session = bySession(review, { address, agent: otherBrowser, via: "console" });
  const outside = { role: target, name: "sync", accessKeyId: temporaryKey(random), since: novemberTime("21T18:02:11") };
  const stranger: Caller = {
    identity: { type: "AWSAccount", principalId: "AIDAAEROSTRNG2EXAMPLE", accountId: intruderAccount },
    arn: `arn:aws:iam::${intruderAccount}:root`,
    address,
    agent: boto3,
    via: "network",
  };
  const inside = bySession(outside, { address, agent: boto3 });

  tell.mark(
    "first guess, an unknown user name",
    "21T16:42:03",
    unknown,
    consoleLogin({ succeeded: false, unknownUser: true }),
  );
  tell.each(
    "21T16:42:40",
    41,
    Array.from({ length: 3 }, () => [unknown, consoleLogin({ succeeded: false, unknownUser: true })]),
  );
  tell.mark("first wrong password of analyst-user", "21T16:46:12", wrong, consoleLogin({ succeeded: false }));
  tell.each(
    "21T16:47:05",
    83,
    Array.from({ length: 8 }, () => [wrong, consoleLogin({ succeeded: false })]),
  );
  tell.mark(
    "analyst-user signs in without MFA",
    "21T17:01:44",
    atSignIn(analyst, true, address, otherBrowser),
    consoleLogin({ succeeded: true }),
  );
  tell.each(
    "21T17:05:10",
    33,
    [
      read("iam", "ListUsers"),
      denied(read("iam", "ListRoles"), console, `arn:aws:iam::${accountId}:role/`),
      denied(read("iam", "GetAccountSummary"), console),
      read("iam", "ListVirtualMFADevices", { assignmentStatus: "Assigned" }),
      read("iam", "ListMFADevices", { userName: "admin-user" }),
    ].map((call) => [console, call]),
  );
  tell.mark(
    "MFA device of admin-user deactivated",
    "21T17:12:30",
    console,
    write("iam", "DeactivateMFADevice", { userName: "admin-user", serialNumber: deviceOf("admin-user") }),
  );
  tell.add("21T17:13:02", console, write("iam", "DeleteVirtualMFADevice", { serialNumber: deviceOf("admin-user") }));
  tell.mark(
    "analyst-assumable-role assumed",
    "21T17:20:15",
    { ...console, address: "AWS Internal", agent: () => "AWS Internal", via: "aws" },
    assumeRole(random, review),
  );
  tell.add("21T17:20:15", switched(session.identity, session.arn, address), switchRole());
  tell.each(
    "21T17:24:00",
    47,
    [
      read("iam", "GetRole", { roleName: target.name }),
      read("iam", "ListRolePolicies", { roleName: target.name }),
      read("iam", "ListAttachedRolePolicies", { roleName: target.name }),
      denied(read("iam", "GetRole"), session, `role platform-automation-role`),
      denied(write("iam", "UpdateAssumeRolePolicy"), session, "role platform-automation-role"),
    ].map((call) => [session, call]),
  );
  tell.mark(
    "trust of analyst-assumable-role opened to another account",
    "21T17:38:50",
    session,
    updateTrust(target.name),
  );
  tell.mark("role assumed from that account", "21T18:02:11", stranger, {
    ...assumeRole(random, outside),
    shared: true,
  });
  tell.each(
    "21T18:04:20",
    55,
    [
      read("sts", "GetCallerIdentity"),
      read("s3", "ListBuckets", { Host: "s3.amazonaws.com" }),
      onBucket("GetBucketPolicy", drawingsBucket, "policy"),
      read("athena", "ListWorkGroups", { maxResults: 50 }),
      denied(read("iam", "ListRoles"), inside, `arn:aws:iam::${accountId}:role/`),
    ].map((call) => [inside, call]),
  );
  return { id: "guessed-password", title: "Guessed password of analyst-user", ...tell.told };
}

function updateTrust(roleName: string): Call {
  const statements = trustOf({ AWS: [userArn("analyst-user"), `arn:aws:iam::${intruderAccount}:root`] });
  return write("iam", "UpdateAssumeRolePolicy", {
    roleName,
    policyDocument: JSON.stringify(policyDocument(statements)),
  });
}

/** The console's part of a switch: the session by its role, but without a key. */
function switched(identity: Caller["identity"], arn: string, address: string): Caller {
  const { type, principalId, accountId: account } = identity;
  return {
    identity: { type: type ?? null, principalId: principalId ?? null, arn, accountId: account ?? null },
    arn,
    address,
    agent: otherBrowser,
    via: "network",
  };
}

function switchRole(): Call {
  const additional = { SwitchFrom: userArn("analyst-user"), RedirectTo: "https://console.aws.amazon.com/console/home" };
  return {
    service: "signin",
    name: "SwitchRole",
    readOnly: false,
    request: null,
    response: { SwitchRole: "Success" },
    additional,
  };
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { buildSamples, generateSamples } from "../scripts/samples/generate.ts";
import { isJsonObject, type Json, type JsonObject } from "../src/model/index.ts";

const built = buildSamples();
const { files, delivery, manifest } = built;
const records = delivery.files.flatMap((file) => file.records);
const realEvents = join(process.cwd(), "../shared/data/cloudtrail-events");
const realShapes = join(process.cwd(), "../shared/data/cloudtrail-samples");
const scratch = await mkdtemp(join(tmpdir(), "trailproof-samples-"));
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe("the sample is the same everywhere", () => {
  test("two runs make the same bytes", () => {
    const again = buildSamples();
    expect([...again.files]).toEqual([...files]);
    expect(again.manifest.cloudtrail.sha256).toBe(manifest.cloudtrail.sha256);
  });

  test.each([...files.keys()])("the committed %s is what the generator makes", (name) => {
    expect(readFileSync(join("samples/aerosecure", name), "utf8")).toBe(files.get(name));
  });

  test("what is written reads back as what was built, and is not written twice", async () => {
    await generateSamples(scratch);
    const names = (await readdir(scratch, { recursive: true })).filter((name) => name.endsWith(".json.gz"));
    expect(names.length).toBe(manifest.cloudtrail.files);
    for (const { key, records: expected } of delivery.files.slice(0, 40)) {
      const text = gunzipSync(await readFile(join(scratch, "cloudtrail", key))).toString("utf8");
      expect(text).toBe(JSON.stringify({ Records: expected }));
    }
    const first = join(scratch, "cloudtrail", delivery.files[0]?.key ?? "");
    await rm(first);
    expect(await generateSamples(scratch)).toEqual(manifest);
    expect(existsSync(first)).toBe(false);
  });
});

describe("log files", () => {
  const layout =
    /^AWSLogs\/111122223333\/CloudTrail\/(us-east-1|eu-central-1)\/(\d{4})\/(\d\d)\/(\d\d)\/111122223333_CloudTrail_\1_\2\3\4T(\d\d)(\d[05])Z_[A-Za-z0-9]{16}\.json\.gz$/;

  test("there are as many as a small account has in a month", () => {
    expect(manifest.cloudtrail.events).toBeGreaterThanOrEqual(19_000);
    expect(manifest.cloudtrail.events).toBeLessThanOrEqual(21_000);
    expect(manifest.cloudtrail.files).toBeGreaterThanOrEqual(300);
    expect(manifest.cloudtrail.eventNames).toBeGreaterThanOrEqual(80);
    expect(manifest.cloudtrail.records).toBe(records.length);
  });

  test("have CloudTrail's names, and each event was told 28 seconds to 10 minutes before", () => {
    for (const { key, records: content } of delivery.files) {
      const match = layout.exec(key);
      expect(match, key).not.toBeNull();
      const [, region, year, month, day, hour, minute] = match ?? [];
      const made = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
      for (const record of content) {
        const lag = made - Date.parse(String(record["eventTime"]));
        // A second delivery is five minutes later.
        if (lag < 28_000 || lag > 900_000) throw new Error(`${key} holds an event ${lag} ms before its time.`);
        expect(record["awsRegion"]).toBe(region);
      }
    }
    expect(new Set(delivery.files.map(({ key }) => key)).size).toBe(delivery.files.length);
  });

  test("are partly out of order, as real ones are", () => {
    const unsorted = delivery.files.filter(({ records: content }) => {
      const times = content.map((record) => String(record["eventTime"]));
      return times.join() !== [...times].sort().join();
    });
    expect(unsorted.length).toBeGreaterThan(delivery.files.length / 10);
  });

  test("hold a few events twice, with equal content, and no event id for two events", () => {
    const byId = new Map<string, JsonObject[]>();
    for (const record of records) {
      const id = String(record["eventID"]);
      byId.set(id, [...(byId.get(id) ?? []), record]);
    }
    const twice = [...byId.values()].filter((copies) => copies.length > 1);
    expect(twice.length).toBe(manifest.cloudtrail.records - manifest.cloudtrail.events);
    expect(twice.length).toBeGreaterThan(0);
    for (const copies of twice) expect(new Set(copies.map((copy) => JSON.stringify(copy))).size).toBe(1);
  });

  test("end before the clock of the story", () => {
    expect(manifest.asOf).toBe("2026-11-21T20:30:00Z");
    expect(manifest.cloudtrail.firstEvent >= "2026-10-22").toBe(true);
    expect(manifest.cloudtrail.lastEvent < "2026-11-21T20:20:00Z").toBe(true);
    const stamps = delivery.files.map(({ key }) => /_(\d{8}T\d{4}Z)_/.exec(key)?.[1] ?? "none");
    expect(stamps.filter((stamp) => stamp > "20261121T2030Z")).toEqual([]);
  });
});

describe("records", () => {
  const order = [
    ..."eventVersion userIdentity eventTime eventSource eventName awsRegion sourceIPAddress userAgent errorCode errorMessage".split(
      " ",
    ),
    ..."requestParameters responseElements additionalEventData requestID eventID readOnly resources eventType apiVersion".split(
      " ",
    ),
    ..."managementEvent recipientAccountId sharedEventID serviceEventDetails eventCategory tlsDetails".split(" "),
    "sessionCredentialFromConsole",
  ];

  test("have their keys in CloudTrail's order", () => {
    const seen = new Set(records.map((record) => Object.keys(record).join(" ")));
    for (const keys of seen) expect(keys.split(" ")).toEqual(order.filter((key) => keys.split(" ").includes(key)));
  });

  test("refused calls of IAM, STS and CloudTrail tell neither parameters nor answer", () => {
    const refused = records.filter(
      (record) =>
        record["errorCode"] === "AccessDenied" && /^(iam|sts|cloudtrail)\./.test(String(record["eventSource"])),
    );
    expect(refused.length).toBeGreaterThan(10);
    for (const record of refused)
      expect([record["requestParameters"], record["responseElements"]]).toEqual([null, null]);
  });

  test("read-only calls have no answer, except for those of STS that hand out sessions", () => {
    const answered = records.filter((record) => record["readOnly"] === true && record["responseElements"] !== null);
    expect([...new Set(answered.map((record) => record["eventName"]))].sort()).toEqual([
      "AssumeRole",
      "AssumeRoleWithWebIdentity",
    ]);
  });

  test("every session of a role was handed out before, in the same log", () => {
    const handedOut = new Map<unknown, string>();
    for (const record of records) {
      const key = asObject(asObject(record["responseElements"])["credentials"])["accessKeyId"];
      if (key !== undefined) handedOut.set(key, String(record["eventTime"]));
    }
    const sessions = records.filter((record) => {
      const { type, accessKeyId } = asObject(record["userIdentity"]);
      return type === "AssumedRole" && accessKeyId !== undefined;
    });
    expect(sessions.length).toBeGreaterThan(1000);
    const orphans = sessions.filter((record) => {
      const given = handedOut.get(asObject(record["userIdentity"])["accessKeyId"]);
      return given === undefined || given > String(record["eventTime"]);
    });
    expect(orphans).toEqual([]);
  });

  test("of objects and functions end when lab-trail is stopped", () => {
    const times = records
      .filter((record) => record["eventCategory"] === "Data")
      .map((record) => String(record["eventTime"]));
    expect(times.length).toBeGreaterThan(3000);
    expect(times.every((time) => time < "2026-11-21T02:47:33Z")).toBe(true);
  });

  test.skipIf(!existsSync(realEvents))(
    "keep every order of keys that real files always keep (skipped without the real files)",
    () => {
      const real = readdirSync(realEvents)
        .filter((name) => name.endsWith(".json"))
        .flatMap(
          (name) => (JSON.parse(readFileSync(join(realEvents, name), "utf8")) as { Records: JsonObject[] }).Records,
        );
      const before = orderedPairs(real);
      const isAgainst = (pair: string): boolean => !before.has(pair) && before.has(pair.split(" ").reverse().join(" "));
      const against = [...orderedPairs(records)].filter(isAgainst);
      expect(before.size).toBeGreaterThan(100);
      expect(against).toEqual([]);
    },
  );
});

describe("the eight activities", () => {
  const names = {
    "console-login-success": "ConsoleLogin",
    "console-login-failure": "ConsoleLogin",
    "create-user": "CreateUser",
    "attach-user-policy": "AttachUserPolicy",
    "assume-role": "AssumeRole",
    "detach-user-policy": "DetachUserPolicy",
    "deactivate-mfa-device": "DeactivateMFADevice",
    "delete-user": "DeleteUser",
  };

  test("are on 2026-11-20, each with the name that AWS gives it", () => {
    expect(Object.fromEntries(manifest.activities.map(({ label, eventName }) => [label, eventName]))).toEqual(names);
    for (const { label, time } of manifest.activities) {
      expect(time.slice(0, 10)).toBe("2026-11-20");
      expect(eventOf(label)["eventTime"]).toBe(time);
    }
  });

  test("a sign-in with MFA names the device; a failed one has a message, but no code, key or ARN", () => {
    const success = eventOf("console-login-success");
    expect(success).toMatchObject({
      eventType: "AwsConsoleSignIn",
      responseElements: { ConsoleLogin: "Success" },
      additionalEventData: { MFAUsed: "Yes" },
    });
    expect(success).not.toHaveProperty("requestID");
    const failure = eventOf("console-login-failure");
    expect(Object.keys(asObject(failure["userIdentity"]))).toEqual([
      "type",
      "principalId",
      "accountId",
      "accessKeyId",
      "userName",
    ]);
    expect(failure).toMatchObject({
      errorMessage: "Failed authentication",
      responseElements: { ConsoleLogin: "Failure" },
    });
    expect(failure).not.toHaveProperty("errorCode");
  });

  test("an assumed role is a read-only call that answers with a session and names the role as resource", () => {
    const event = eventOf("assume-role");
    expect(event["readOnly"]).toBe(true);
    expect(event).toMatchObject({
      requestParameters: { roleArn: "arn:aws:iam::111122223333:role/analyst-assumable-role" },
      resources: [
        {
          accountId: "111122223333",
          type: "AWS::IAM::Role",
          ARN: "arn:aws:iam::111122223333:role/analyst-assumable-role",
        },
      ],
    });
    expect(Object.keys(asObject(asObject(event["responseElements"])["credentials"]))).toEqual([
      "accessKeyId",
      "sessionToken",
      "expiration",
    ]);
  });

  test.each(["attach-user-policy", "detach-user-policy", "deactivate-mfa-device", "delete-user"])(
    "%s answers nothing",
    (label) => {
      expect(eventOf(label)).toMatchObject({ responseElements: null, readOnly: false, managementEvent: true });
    },
  );

  test.skipIf(!existsSync(realShapes)).each([
    ["console-login-success", "04-ConsoleLogin.iam-success-mfa"],
    ["attach-user-policy", "02-AttachUserPolicy"],
    ["detach-user-policy", "03-DetachUserPolicy"],
    ["delete-user", "08-DeleteUser"],
  ])("%s has the keys of the real event (skipped without the real files)", (label, file) => {
    const { event } = JSON.parse(readFileSync(join(realShapes, `${file}.json`), "utf8")) as { event: JsonObject };
    expect(Object.keys(eventOf(label))).toEqual(Object.keys(event));
    for (const key of ["userIdentity", "requestParameters", "additionalEventData", "tlsDetails"]) {
      expect(keysOf(eventOf(label)[key]).sort()).toEqual(keysOf(event[key]).sort());
    }
  });

  function eventOf(label: string): JsonObject {
    const id = manifest.activities.find((activity) => activity.label === label)?.eventID;
    return asObject(records.find((record) => record["eventID"] === id));
  }
});

test("every step of both intrusions is in the log, in order of time", () => {
  expect(manifest.intrusions.map(({ id }) => id)).toEqual(["stolen-key", "guessed-password"]);
  const ids = new Set(records.map((record) => record["eventID"]));
  for (const { steps } of manifest.intrusions) {
    expect(steps.every(({ eventID }) => ids.has(eventID))).toBe(true);
    expect(steps.map(({ time }) => time)).toEqual(steps.map(({ time }) => time).sort());
  }
  const [stolen, guessed] = manifest.intrusions.map(({ steps }) => steps.map(({ eventName }) => eventName));
  expect(stolen).toEqual(
    expect.arrayContaining([
      "GetCallerIdentity",
      "CreateAccessKey",
      "CreateUser",
      "CreateLoginProfile",
      "AttachUserPolicy",
      "ConsoleLogin",
      "StopLogging",
    ]),
  );
  expect(guessed).toEqual(
    expect.arrayContaining(["ConsoleLogin", "DeactivateMFADevice", "AssumeRole", "UpdateAssumeRolePolicy"]),
  );
});

describe("saved answers", () => {
  const csv = files.get("credential-report.csv") ?? "";
  const rows = csv.split("\n").map((line) => line.split(","));
  const details = answer("authorization-details.json");

  test("the credential report is as AWS serves it", () => {
    expect(rows[0]?.join()).toBe(
      "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated",
    );
    expect(csv.endsWith("\n") || csv.includes("\r")).toBe(false);
    expect(rows.every((row) => row.length === 22)).toBe(true);
    const names = rows.slice(1).map((row) => row[0] ?? "");
    expect(names[0]).toBe("<root_account>");
    expect(names.slice(1)).toEqual(names.slice(1).toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
    expect(rows[1]?.[6]).toBe("not_supported");
  });

  test("the JSON form holds the same report", () => {
    const saved = answer("credential-report.json");
    expect(Object.keys(saved)).toEqual(["Content", "ReportFormat", "GeneratedTime"]);
    expect(Buffer.from(String(saved["Content"]), "base64").toString("utf8")).toBe(csv);
    expect(saved["GeneratedTime"]).toBe("2026-11-21T20:24:00+00:00");
  });

  test("the report and the authorization details tell of the same users", () => {
    const fromDetails = list(details["UserDetailList"]).map(({ UserName, Arn, CreateDate }) => [
      UserName,
      Arn,
      CreateDate,
    ]);
    expect(rows.slice(2).map((row) => row.slice(0, 3))).toEqual(fromDetails);
    expect(fromDetails.length).toBe(12);
  });

  test("every attached policy is there, and counts its attachments", () => {
    const holders = [
      ...list(details["UserDetailList"]),
      ...list(details["GroupDetailList"]),
      ...list(details["RoleDetailList"]),
    ];
    const attached = holders.flatMap((holder) =>
      list(holder["AttachedManagedPolicies"]).map((policy) => policy["PolicyArn"]),
    );
    const counts = list(details["Policies"]).map(({ Arn, AttachmentCount }) => [Arn, AttachmentCount]);
    expect(counts).toEqual(counts.map(([arn]) => [arn, attached.filter((other) => other === arn).length]));
    expect(attached.filter((arn) => !counts.some(([other]) => other === arn))).toEqual([]);
  });

  test("no use of a key or password in the report is later than the report, or other than the log says", () => {
    const generated = "2026-11-21T20:24:00+00:00";
    for (const [user = "", , , , used = ""] of rows.slice(2)) {
      const signIns = records
        .filter((record) => isSuccessOf(record, user))
        .map((record) => String(record["eventTime"]).replace("Z", "+00:00"));
      expect(used < generated || !/^\d/.test(used)).toBe(true);
      if (signIns.length > 0) expect(used).toBe(signIns.toSorted().at(-1));
    }
  });

  test.each([
    ["account-summary.json", ["SummaryMap"]],
    ["password-policy.json", ["PasswordPolicy"]],
    ["authorization-details.json", ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"]],
    ["trails.json", ["trailList"]],
    ["event-selectors.lab-trail.json", ["TrailARN", "EventSelectors"]],
    ["event-selectors.iam-trail-demo.json", ["TrailARN", "EventSelectors"]],
    ["insight-selectors.lab-trail.json", ["TrailARN", "InsightSelectors"]],
    [
      "last-accessed.developer-1.json",
      ["JobStatus", "JobType", "JobCreationDate", "ServicesLastAccessed", "JobCompletionDate", "IsTruncated"],
    ],
    [
      "last-accessed.admin-user.json",
      ["JobStatus", "JobType", "JobCreationDate", "ServicesLastAccessed", "JobCompletionDate", "IsTruncated"],
    ],
    ["list-buckets.json", ["Buckets", "Owner"]],
    ["bucket-policy.aerosecure-lab-trail-logs.json", ["Policy"]],
    ["public-access-block.aerosecure-iam-trail-logs.json", ["PublicAccessBlockConfiguration"]],
    ["bucket-lifecycle.aerosecure-lab-trail-logs.json", ["Rules"]],
  ])("%s has the keys that AWS CLI prints", (name, keys) => {
    expect(Object.keys(answer(name))).toEqual(keys);
    expect(files.get(name)).toBe(`${JSON.stringify(answer(name), null, 4)}\n`);
  });

  test("developer-1 uses a small part of what is granted", () => {
    const services = list(answer("last-accessed.developer-1.json")["ServicesLastAccessed"]);
    const used = services.filter((service) => "LastAuthenticated" in service);
    expect(services.length).toBeGreaterThanOrEqual(25);
    expect(used.length).toBeGreaterThan(0);
    expect(used.length / services.length).toBeLessThan(0.2);
  });

  function answer(name: string): JsonObject {
    return asObject(JSON.parse(files.get(name) ?? "null"));
  }
});

describe("nothing is real", () => {
  const everything = [...files.values(), ...delivery.files.map((file) => JSON.stringify(file.records))].join("\n");

  test("identifiers of keys, users, roles and policies are marked as examples", () => {
    const ids = new Set(everything.match(/\b(?:AKIA|ASIA|AIDA|AROA|AGPA|ANPA|AIPA)[A-Z0-9]{12,}\b/g));
    expect(ids.size).toBeGreaterThan(20);
    expect([...ids].filter((id) => !id.endsWith("EXAMPLE"))).toEqual([]);
  });

  test("addresses are of the documentation ranges", () => {
    const addresses = new Set(
      records.map((record) => String(record["sourceIPAddress"])).filter((text) => /^[\d.]+$/.test(text)),
    );
    expect([...addresses].filter((address) => !/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/.test(address))).toEqual(
      [],
    );
  });

  test("accounts are those of AWS's examples", () => {
    const accounts = new Set(everything.match(/(?<=arn:aws:[a-z0-9-]*:[a-z0-9-]*:)\d{12}/g));
    expect([...accounts].sort()).toEqual(["111122223333", "222233334444", "444455556666", "555566667777"]);
  });
});

function isSuccessOf(record: JsonObject, user: string): boolean {
  if (record["eventName"] !== "ConsoleLogin") return false;
  return (
    asObject(record["userIdentity"])["userName"] === user &&
    asObject(record["responseElements"])["ConsoleLogin"] === "Success"
  );
}

/** `a b` for every two keys of a record, of its identity and of its session where a comes before b. */
function orderedPairs(all: readonly JsonObject[]): ReadonlySet<string> {
  const orders = all.flatMap((record) => {
    const identity = asObject(record["userIdentity"]);
    return [
      orderOf("", record),
      orderOf("userIdentity.", identity),
      orderOf("sessionContext.", asObject(identity["sessionContext"])),
    ];
  });
  return new Set([...new Set(orders)].flatMap(pairs));
}

function orderOf(prefix: string, object: JsonObject): string {
  return Object.keys(object)
    .map((key) => prefix + key)
    .join(" ");
}

function pairs(order: string): readonly string[] {
  const keys = order.split(" ");
  return keys.flatMap((key, index) => keys.slice(index + 1).map((later) => `${key} ${later}`));
}

function keysOf(value: Json | undefined): string[] {
  return Object.keys(asObject(value));
}

function asObject(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

function list(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

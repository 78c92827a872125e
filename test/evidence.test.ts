import { spawnSync } from "node:child_process";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packEvidence } from "../src/app/evidence/evidence-pack.ts";
import { verifyEvidence } from "../src/app/evidence/evidence-verify.ts";
import { trailproof } from "../src/cli/run/rightsize.fixture.ts";
import { readSigner, signatureOf, tarEnd, tarHeader, tarPadding } from "../src/evidence/index.ts";
import type { EvidenceLink } from "../src/model/index.ts";
import { checkXml } from "../src/report/exports/xml.fixture.ts";
import { bucket, saveTrail } from "./support/evidence-world.ts";
import { runVerify } from "./support/run-verify.ts";

const top = mkdtempSync(join(tmpdir(), "trailproof-evidence-test-"));
const at = (name: string): string => join(top, name);
const pack = at("pack");
let mirror = "";
let keys = "";
let files: readonly string[] = [];
let cases = 0;

beforeAll(async () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  writeFileSync(at("signer.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
  writeFileSync(at("signer.pub.pem"), publicKey.export({ type: "spki", format: "pem" }));
  ({ mirror, keys } = await saveTrail(top));
  writeFileSync(at("detections.jsonl"), detectionsOf(mirror));
  await packAs(pack);
  files = filesIn(pack);
}, 60_000);
afterAll(() => rmSync(top, { recursive: true, force: true }));

describe("a pack of a trail", () => {
  test("has every link from detections to keys from outside", async () => {
    const links = await verifyEvidence(pack, { publicKeys: [keys], signer: at("signer.pub.pem") });
    expect(links.filter(({ verdict }) => verdict !== "valid")).toEqual([]);
    const count = (wanted: EvidenceLink["kind"]): number => links.filter(({ kind }) => kind === wanted).length;
    // Of each digest its signature, and the one before it.
    expect([count("detection"), count("event"), count("log"), count("digest")]).toEqual([6, 6, 3, 6]);
    expect(links.map(({ reason }) => reason)).toContain("valid: the chain begins with it");
  });

  test("says of its own keys that nobody vouches for them", async () => {
    const links = await verifyEvidence(pack, { publicKeys: [] });
    const open = links.filter(({ verdict }) => verdict !== "valid");
    expect(open.map(({ kind, verdict }) => `${kind} ${verdict}`)).toEqual(["key unchecked", "key unchecked"]);
  });

  test("is checked on the command line, in each format", async () => {
    const run = (...args: readonly string[]) => trailproof("evidence", "verify", pack, ...args);
    const table = await run();
    expect([table.code, table.stdout]).toEqual([
      0,
      expect.stringContaining("that proves that its parts belong together, not who made them"),
    ]);
    expect(JSON.parse((await run("-o", "json")).stdout)).toMatchObject({
      verdict: "valid",
      summary: { log: { valid: 3 } },
    });
    const [first = ""] = (await run("-o", "jsonl")).stdout.split("\n");
    expect(Object.keys(JSON.parse(first))).toEqual(["kind", "subject", "against", "verdict", "reason"]);
    const { suites, attributes } = checkXml((await run("-o", "junit")).stdout);
    expect(attributes).toMatchObject({ failures: "0", errors: "0" });
    expect(suites.flatMap((suite) => suite.cases).filter((one) => one !== "passed")).toEqual(["skipped", "skipped"]);
  });

  test("as an archive has the same links, and the same bytes each time", async () => {
    await packAs(at("a.tar.gz"));
    await packAs(at("b.tar.gz"));
    expect(readFileSync(at("a.tar.gz")).equals(readFileSync(at("b.tar.gz")))).toBe(true);
    const archived = await verifyEvidence(at("a.tar.gz"), { publicKeys: [keys] });
    expect(archived).toEqual(await verifyEvidence(pack, { publicKeys: [keys] }));
  });

  test("has the verdicts of trail verify on its digests and log files", async () => {
    const folder = join(pack, "s3", bucket);
    const { code, stdout } = await runVerify(["--dir", folder, "--public-keys", keys, "-o", "jsonl"]);
    const lines = stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
    const judged = lines.filter(({ verdict }) => verdict === "valid").map(({ s3 }) => s3.replace("s3://", "s3/"));
    const links = await verifyEvidence(pack, { publicKeys: [keys] });
    const ours = links.flatMap(({ kind, subject }) => (kind === "digest" || kind === "log" ? subject : []));
    expect([...new Set(ours)].sort()).toEqual([...judged].sort());
    // Log files that nobody cites are named by digests, and are not in the pack.
    const others = lines
      .filter(({ kind, verdict }) => (kind === "digest" || kind === "log") && verdict !== "valid")
      .map(({ reason }) => reason);
    expect(new Set(others)).toEqual(new Set(["INVALID: not found"]));
    expect(code).toBe(3);
  });

  test("is never written over something", async () => {
    await expect(packAs(pack)).rejects.toMatchObject({ code: "output.unwritable" });
    expect(readdirSync(top).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("takes nothing that a saved result names and --logs does not lead to", async () => {
    const hostile = { kind: "detection", events: [{ eventId: "e", file: "/etc/passwd", index: 0 }] };
    writeFileSync(at("hostile.jsonl"), `${JSON.stringify(hostile)}\n`);
    const result = await packAs(at("hostile"), at("hostile.jsonl"));
    expect(result.missing).toEqual(["/etc/passwd"]);
    const links = await verifyEvidence(at("hostile"), { publicKeys: [] });
    expect(links.filter(({ kind }) => kind === "event" || kind === "detection").map(({ verdict }) => verdict)).toEqual([
      "unchecked",
      "unchecked",
    ]);
  });
});

describe("a pack that was changed is INVALID, and the file is named", () => {
  test("any byte of any file", async () => {
    const copy = copied();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(files.length - 1),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (which, where, by) => {
          const path = files[which] ?? "";
          const place = join(copy, path);
          const bytes = readFileSync(place);
          fc.pre(bytes.length > 0);
          const changed = Buffer.from(bytes);
          const index = where % bytes.length;
          changed[index] = (changed[index] ?? 0) ^ by;
          writeFileSync(place, changed);
          const links = await verifyEvidence(copy, { publicKeys: [keys] });
          writeFileSync(place, bytes);
          expect(invalid(links).some(({ subject }) => subject === path)).toBe(true);
        },
      ),
      { seed: 3, numRuns: 40 },
    );
  }, 60_000);

  test("each file that is dropped, renamed or added", async () => {
    const copy = copied();
    for (const path of files) {
      renameSync(join(copy, path), join(copy, "elsewhere"));
      const bad = invalid(await verifyEvidence(copy, { publicKeys: [keys] })).map(({ subject }) => subject);
      renameSync(join(copy, "elsewhere"), join(copy, path));
      expect(bad).toContain(path);
      if (path !== "manifest.json") expect(bad).toContain("elsewhere");
    }
  }, 60_000);

  test("a link in place of a file, and one to it", async () => {
    const copy = copied();
    renameSync(join(copy, "about.json"), at("about-outside.json"));
    symlinkSync(at("about-outside.json"), join(copy, "about.json"));
    expect(invalid(await verifyEvidence(copy, { publicKeys: [keys] }))[0]).toMatchObject({
      subject: "about.json",
      reason: /link/,
    });
  });

  test("lines of the manifest in another order", async () => {
    const copy = copied();
    const manifest = JSON.parse(readFileSync(join(copy, "manifest.json"), "utf8"));
    manifest.files.reverse();
    writeFileSync(join(copy, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    expect(invalid(await verifyEvidence(copy, { publicKeys: [keys] }))[0]?.subject).toBe("manifest.json");
  });

  test("an archive: any byte of it that has a meaning", async () => {
    await packAs(at("c.tar.gz"));
    const bytes = readFileSync(at("c.tar.gz"));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (index, bit) => {
        const changed = Buffer.from(bytes);
        changed[index] = (changed[index] ?? 0) ^ (1 << bit);
        writeFileSync(at("changed.tar.gz"), changed);
        const bad = invalid(await verifyEvidence(at("changed.tar.gz"), { publicKeys: [keys] }));
        // Compressed data has bits without meaning: what unpacks to the same bytes is the same pack.
        if (bad.length === 0) expect(gunzipSync(changed).equals(gunzipSync(bytes))).toBe(true);
      }),
      { seed: 5, numRuns: 40 },
    );
  }, 60_000);

  test("an archive that is cut, or that has something behind it", async () => {
    await packAs(at("d.tar.gz"));
    const bytes = readFileSync(at("d.tar.gz"));
    for (const changed of [
      bytes.subarray(0, 700),
      Buffer.concat([bytes, Buffer.from("x")]),
      Buffer.concat([bytes, gzipSync("")]),
    ]) {
      writeFileSync(at("changed.tar.gz"), changed);
      expect(invalid(await verifyEvidence(at("changed.tar.gz"), { publicKeys: [] })).map(({ kind }) => kind)).toContain(
        "archive",
      );
    }
  });
});

describe("a pack that was forged: its sums fit, and its chain does not", () => {
  test("a detection that says something else than its event", async () => {
    const text = readFileSync(at("detections.jsonl"), "utf8").replace(
      '"eventName":"CreateUser"',
      '"eventName":"DeleteTrail"',
    );
    writeFileSync(at("other.jsonl"), text);
    await packAs(at("forged-1"), at("other.jsonl"));
    const [event, detection] = invalid(await verifyEvidence(at("forged-1"), { publicKeys: [keys] }));
    expect(event).toMatchObject({ kind: "event", reason: /its eventName is "CreateUser", not "DeleteTrail"/ });
    expect(detection?.kind).toBe("detection");
  });

  test("a log file with another event, under its own digest", async () => {
    const other = at("mirror-2");
    cpSync(mirror, other, { recursive: true });
    const log = citedLog(other);
    writeFileSync(log, gzipSync(gunzipSync(readFileSync(log)).toString().replaceAll("CreateUser", "CreateRole")));
    await packAs(at("forged-2"), saved(other), other);
    const bad = invalid(await verifyEvidence(at("forged-2"), { publicKeys: [keys] }));
    expect(bad.map(({ kind }) => kind)).toEqual(["log", "detection", "detection"]);
    expect(bad[0]?.reason).toBe("INVALID: hash value doesn't match");
  });

  test("a log file that was planted among the others", async () => {
    const other = at("mirror-3");
    cpSync(mirror, other, { recursive: true });
    const log = citedLog(other);
    const planted = log.replace(/T(\d\d)05Z_\w{16}/, "T$110Z_AAAAAAAAAAAAAAAA");
    writeFileSync(planted, readFileSync(log));
    await packAs(at("forged-3"), saved(other), other);
    const bad = invalid(await verifyEvidence(at("forged-3"), { publicKeys: [keys] }));
    expect(bad[0]).toMatchObject({ kind: "log", subject: /AAAAAAAAAAAAAAAA/, reason: /UNREFERENCED/ });
  });

  test("digests signed anew with a key that is enclosed: only keys from outside tell", async () => {
    const other = at("mirror-4");
    cpSync(mirror, other, { recursive: true });
    const forged = forgeDigests(other);
    await packAs(at("forged-4"), saved(other), other, forged);
    expect(invalid(await verifyEvidence(at("forged-4"), { publicKeys: [] }))).toEqual([]);
    const bad = invalid(await verifyEvidence(at("forged-4"), { publicKeys: [keys] }));
    expect(bad.map(({ reason }) => reason).join("\n")).toMatch(/public key not found/);
  });

  test("a pack that somebody else signed", async () => {
    const { publicKey } = generateKeyPairSync("ed25519");
    writeFileSync(at("other.pem"), publicKey.export({ type: "spki", format: "pem" }));
    const bad = invalid(await verifyEvidence(pack, { publicKeys: [keys], signer: at("other.pem") }));
    expect(bad.map(({ reason }) => reason)).toEqual(["INVALID: the pack is signed by another key"]);
  });

  test("a log file without any digest is unchecked, and so is what rests on it", async () => {
    const other = at("mirror-5");
    cpSync(join(mirror, "AWSLogs/111122223333/CloudTrail"), join(other, "AWSLogs/111122223333/CloudTrail"), {
      recursive: true,
    });
    await packAs(at("bare"), saved(other), other);
    const links = await verifyEvidence(at("bare"), { publicKeys: [keys] });
    expect(invalid(links)).toEqual([]);
    expect(
      new Set(links.filter(({ kind }) => kind === "log" || kind === "detection").map(({ verdict }) => verdict)),
    ).toEqual(new Set(["unchecked"]));
  });
});

describe("archives from hostile hands", () => {
  const tar = (...paths: readonly string[]): string => {
    const bytes = Buffer.concat([
      ...paths.flatMap((path) => [tarHeader(path, 1), Buffer.from("x"), tarPadding(1)]),
      tarEnd,
    ]);
    const zipped = gzipSync(bytes);
    zipped[9] = 0xff;
    cases += 1;
    writeFileSync(at(`hostile-${cases}.tar.gz`), zipped);
    return at(`hostile-${cases}.tar.gz`);
  };

  test.each([["../../escaped"], ["/tmp/escaped"], ["a", "a"], ["a\u001b[31m"], ["a\\..\\b"]])(
    "%j",
    async (...paths) => {
      const links = await verifyEvidence(tar(...paths), { publicKeys: [] });
      expect(invalid(links)[0]).toMatchObject({ kind: "file", subject: paths.at(-1) });
      expect([at("escaped"), "/tmp/escaped"].filter(existsSync)).toEqual([]);
    },
  );

  test("zeros that unpack to a thousand times their size are not unpacked past the first of them", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20), { level: 9 });
    bomb[9] = 0xff;
    writeFileSync(at("bomb.tar.gz"), Buffer.concat([bomb, bomb, bomb, bomb]));
    const bad = invalid(await verifyEvidence(at("bomb.tar.gz"), { publicKeys: [] }));
    expect(bad[0]).toMatchObject({ kind: "archive", reason: /bytes stand after its end/ });
  });

  test("a file that says it has more bytes than any pack is not read", async () => {
    const zipped = gzipSync(Buffer.concat([tarHeader("manifest.json", 17 * 2 ** 30), Buffer.alloc(1024)]));
    zipped[9] = 0xff;
    writeFileSync(at("large.tar.gz"), zipped);
    const bad = invalid(await verifyEvidence(at("large.tar.gz"), { publicKeys: [] }));
    expect(bad[0]).toMatchObject({ kind: "archive", reason: /more than any pack/ });
  });

  test("a link, a device or a folder in an archive is none of a pack's files", async () => {
    for (const kind of ["1", "2", "3", "4", "5", "6", "L", "g"]) {
      const header = tarHeader("manifest.json", 0);
      header.write(kind, 156);
      header.write("        ", 148);
      const sum = header.reduce((total, byte) => total + byte, 0);
      header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
      const zipped = gzipSync(Buffer.concat([header, tarEnd]));
      zipped[9] = 0xff;
      writeFileSync(at("kind.tar.gz"), zipped);
      const bad = invalid(await verifyEvidence(at("kind.tar.gz"), { publicKeys: [] }));
      expect(bad[0], kind).toMatchObject({ kind: "archive" });
    }
  });

  test.each([
    ["no archive", "hello", "input.malformed"],
    ["an empty folder", undefined, "input.nothing"],
  ])("%s", async (_, text, code) => {
    cases += 1;
    const path = at(`hostile-${cases}`);
    if (text === undefined) mkdirSync(path);
    else writeFileSync(path, text);
    await expect(verifyEvidence(path, { publicKeys: [] })).rejects.toMatchObject({ code });
  });
});

describe("programs that are not ours", () => {
  const isThere = (...names: readonly string[]): boolean =>
    names.every((name) => ran(name, ["--version"]).error === undefined);

  test.skipIf(!isThere("sha256sum", "openssl", "basenc"))("sha256sum and openssl, as README.txt says", () => {
    const sums = ran("sha256sum", ["--quiet", "-c", "SHA256SUMS"], { cwd: pack });
    expect([sums.status, sums.stdout]).toEqual([0, ""]);
    const readme = readFileSync(join(pack, "README.txt"), "utf8");
    const [step = ""] = /^3\. [\s\S]*?(?=^4\. )/m.exec(readme) ?? [];
    const script = step
      .split("\n")
      .filter((line) => line.startsWith("     "))
      .join("\n")
      .replaceAll("/tmp/", `${top}/`);
    const run = () => ran("sh", ["-c", script], { cwd: pack });
    expect(run().stdout).toBe("Verified OK\n");
    const [, fingerprint = "", path = ""] = /^ {5}([0-9a-f]{32}) {2}(\S+)$/m.exec(readme) ?? [];
    const der = ["rsa", "-pubin", "-in", path, "-RSAPublicKey_out", "-outform", "DER"];
    const { bytes } = ran("openssl", der, { cwd: pack });
    expect(createHash("md5").update(bytes).digest("hex")).toBe(fingerprint);
  });

  test.skipIf(!isThere("ssh-keygen"))("ssh-keygen verifies ours, and we verify its", async () => {
    ran("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", at("ssh")]);
    await packAs(at("ssh-pack"), undefined, undefined, undefined, at("ssh"));
    writeFileSync(at("allowed"), `signer ${readFileSync(at("ssh.pub"), "utf8")}`);
    const args = ["-Y", "verify", "-f", at("allowed"), "-I", "signer", "-n", "trailproof-evidence", "-s"];
    const manifest = readFileSync(join(at("ssh-pack"), "manifest.json"));
    const judged = ran("ssh-keygen", [...args, join(at("ssh-pack"), "manifest.json.sig")], { input: manifest });
    expect(judged.status).toBe(0);
    const theirs = copied();
    rmSync(join(theirs, "manifest.json.sig"));
    await packAs(at("unsigned"), undefined, undefined, undefined, "");
    ran("ssh-keygen", [
      "-q",
      "-Y",
      "sign",
      "-n",
      "trailproof-evidence",
      "-f",
      at("ssh"),
      join(at("unsigned"), "manifest.json"),
    ]);
    const links = await verifyEvidence(at("unsigned"), { publicKeys: [keys], signer: at("allowed") });
    expect(links.filter(({ verdict }) => verdict !== "valid")).toEqual([]);
  });

  test("a pack that minisign signed, here and afterwards", async () => {
    writeFileSync(at("minisign.key"), minisignSecret);
    writeFileSync(at("minisign.pub"), `untrusted comment: minisign public key\n${minisignKey}\n`);
    await packAs(at("minisigned"), undefined, undefined, undefined, at("minisign.key"));
    const trust = { publicKeys: [keys], signer: at("minisign.pub") };
    expect(notValid(await verifyEvidence(at("minisigned"), trust))).toEqual([]);
    expect(notValid(await verifyEvidence(at("minisigned"), { publicKeys: [keys] }))).toEqual(["key unchecked"]);
    const step = `minisign -V -P ${minisignKey} -m manifest.json`;
    expect(readFileSync(join(at("minisigned"), "README.txt"), "utf8")).toContain(step);

    // The same signature beside a pack that says of nobody that he signs.
    await packAs(at("signed-later"), undefined, undefined, undefined, "");
    const later = join(at("signed-later"), "manifest.json.minisig");
    const signer = readSigner(minisignSecret, "key");
    writeFileSync(later, signatureOf(readFileSync(join(at("signed-later"), "manifest.json")), signer));
    expect(notValid(await verifyEvidence(at("signed-later"), trust))).toEqual([]);
    const alone = await verifyEvidence(at("signed-later"), { publicKeys: [keys] });
    expect(alone.filter(({ verdict }) => verdict !== "valid")).toMatchObject([
      { kind: "signature", verdict: "unchecked", reason: /3408EC36F3CC72AE, which is not in the pack/ },
    ]);
    const byOther = await verifyEvidence(at("signed-later"), { publicKeys: [keys], signer: at("signer.pub.pem") });
    expect(notValid(byOther)).toEqual(["signature invalid"]);

    renameSync(join(at("minisigned"), "manifest.json.minisig"), later);
    expect(invalid(await verifyEvidence(at("minisigned"), trust))[0]).toMatchObject({
      subject: "manifest.json.minisig",
      reason: "INVALID: not found",
    });
    expect(invalid(await verifyEvidence(at("signed-later"), trust))[0]).toMatchObject({
      subject: "manifest.json.minisig",
      reason: /does not belong to this manifest/,
    });
  });

  test.skipIf(!isThere("minisign"))("minisign, on what we sign; we, on what it signs", async () => {
    writeFileSync(at("judge.key"), minisignSecret);
    writeFileSync(at("judge.pub"), `untrusted comment: minisign public key\n${minisignKey}\n`);
    await packAs(at("judged"), undefined, undefined, undefined, at("judge.key"));
    const judged = ran("minisign", ["-V", "-P", minisignKey, "-m", "manifest.json"], { cwd: at("judged") });
    expect([judged.status, judged.stdout]).toEqual([0, expect.stringContaining("trailproof-evidence")]);
    await packAs(at("to-judge"), undefined, undefined, undefined, "");
    ran("minisign", ["-S", "-s", at("judge.key"), "-m", "manifest.json"], { cwd: at("to-judge") });
    expect(notValid(await verifyEvidence(at("to-judge"), { publicKeys: [keys], signer: at("judge.pub") }))).toEqual([]);
  });

  test.skipIf(!isThere("tar"))("tar unpacks an archive to the same files", async () => {
    await packAs(at("e.tar.gz"));
    mkdirSync(at("by-tar"));
    ran("tar", ["xzf", at("e.tar.gz"), "-C", at("by-tar")]);
    expect(filesIn(at("by-tar"))).toEqual(files);
    for (const path of files)
      expect(readFileSync(join(at("by-tar"), path)).equals(readFileSync(join(pack, path)))).toBe(true);
  });
});

/** Made by `minisign -G -W` for these tests. */
const minisignKey = "RWSucszzNuwINFUkBCtU0VNMEjM1Q09ifCxL/205m7AYJtRHw9xaBnzy";
const minisignSecret = `untrusted comment: minisign encrypted secret key
RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAArnLM8zbsCDTLdg1pzvgOeBDXsM0Ux6z3km6P77QKuxptBjXfmAd1L1UkBCtU0VNMEjM1Q09ifCxL/205m7AYJtRHw9xaBnzyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
`;

function notValid(links: readonly EvidenceLink[]): readonly string[] {
  return links.filter(({ verdict }) => verdict !== "valid").map(({ kind, verdict }) => `${kind} ${verdict}`);
}

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly bytes: Buffer;
  readonly error: Error | undefined;
}

function ran(program: string, args: readonly string[], options: { cwd?: string; input?: Buffer } = {}): Ran {
  const { status, stdout, error } = spawnSync(program, args, options);
  return { status, stdout: String(stdout ?? ""), bytes: Buffer.from(stdout ?? ""), error };
}

/** `key`: empty for none. */
function packAs(
  out: string,
  results = at("detections.jsonl"),
  logs = mirror,
  publicKeys = keys,
  key = at("signer.pem"),
) {
  const given = { out, results: [results], logs: [logs], publicKeys: [publicKeys], command: ["evidence", "pack"] };
  return packEvidence({ ...given, ...(key !== "" && { key }), packedAt: "2026-11-22T09:00:00Z" });
}

function copied(): string {
  cases += 1;
  cpSync(pack, at(`copy-${cases}`), { recursive: true });
  return at(`copy-${cases}`);
}

function invalid(links: readonly EvidenceLink[]): readonly EvidenceLink[] {
  return links.filter(({ verdict }) => verdict === "invalid");
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort();
}

function logsIn(folder: string): readonly string[] {
  return filesIn(folder)
    .filter((path) => path.includes("/CloudTrail/"))
    .map((path) => join(folder, path));
}

/** The second that somebody was made in. */
function citedLog(folder: string): string {
  return logsIn(folder).filter((file) => gunzipSync(readFileSync(file)).includes("CreateUser"))[1] ?? "";
}

function saved(folder: string): string {
  cases += 1;
  writeFileSync(at(`detections-${cases}.jsonl`), detectionsOf(folder));
  return at(`detections-${cases}.jsonl`);
}

/** As `detect` writes them: one for each user and key that was made, put together from the log files themselves. */
function detectionsOf(folder: string): string {
  const detections = logsIn(folder).flatMap((file) => {
    const { Records } = JSON.parse(gunzipSync(readFileSync(file)).toString());
    return (Records as Record<string, Record<string, string>>[]).flatMap((event, index) => {
      const { eventID: eventId, eventName, eventSource, eventTime } = event;
      if (!/^Create(User|Role|AccessKey)$/.test(String(eventName))) return [];
      const detection = {
        schemaVersion: 1,
        kind: "detection",
        rule: { id: `made-${eventName}`, title: "Something was made", level: "medium", tags: [] },
        time: eventTime,
        account: "111122223333",
        region: "us-east-1",
        sourceIp: event["sourceIPAddress"],
        events: [{ eventId, eventName, eventSource, eventTime, file, index }],
        match: {},
        groupBy: {},
      };
      return [`${JSON.stringify(detection)}\n`];
    });
  });
  return detections.join("");
}

/** Signs every digest of a mirror with a key of our own, each after the one before it. Gives the file of that key's list. */
function forgeDigests(folder: string): string {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const der = publicKey.export({ type: "pkcs1", format: "der" });
  const digests = filesIn(folder).filter((path) => path.includes("/CloudTrail-Digest/") && path.endsWith(".gz"));
  let before: { readonly signature: string; readonly sha256: string } | undefined;
  for (const path of digests) {
    const digest = JSON.parse(gunzipSync(readFileSync(join(folder, path))).toString());
    const chained = before && { previousDigestSignature: before.signature, previousDigestHashValue: before.sha256 };
    const text = JSON.stringify({ ...digest, digestPublicKeyFingerprint: md5(der), ...chained });
    const sha256 = createHash("sha256").update(text).digest("hex");
    const place = `${digest.digestS3Bucket}/${digest.digestS3Object}`;
    const signed = [digest.digestEndTime, place, sha256, before?.signature ?? "null"].join("\n");
    const signature = sign("RSA-SHA256", Buffer.from(signed), privateKey).toString("hex");
    writeFileSync(join(folder, path), gzipSync(text));
    writeFileSync(
      join(folder, `${path}.metadata.json`),
      JSON.stringify({ signature, "signature-algorithm": "SHA256withRSA" }),
    );
    before = { signature, sha256 };
  }
  const list = { PublicKeyList: [{ Fingerprint: md5(der), Value: der.toString("base64") }] };
  writeFileSync(at("forged-keys.json"), JSON.stringify(list));
  return at("forged-keys.json");
}

function md5(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mmdb } from "./geo.fixture.ts";
import { openGeo } from "./geo.ts";

const city = mmdb({
  type: "GeoLite2-City",
  ipVersion: 6,
  records: {
    "192.0.2.0/24": {
      country: { iso_code: "BR", names: { en: "Brazil" } },
      location: { latitude: -23.5505, longitude: -46.6333, time_zone: "America/Sao_Paulo" },
    },
    "198.51.100.0/25": { country: { iso_code: "DE" }, location: { latitude: 52.52, longitude: 13.405 } },
    "10.0.0.0/8": { country: { iso_code: "XX" } },
    "2001:db8::/32": { country: { iso_code: "FR" } },
  },
});
const asn = mmdb({
  type: "GeoLite2-ASN",
  ipVersion: 4,
  records: { "192.0.2.0/24": { autonomous_system_number: 64_500, autonomous_system_organization: "Example" } },
});
const flat = mmdb({
  type: "somebody's own",
  ipVersion: 4,
  records: { "203.0.113.0/24": { country_code: "jp", asn: "AS64501", lat: "35.6895", lng: "139.6917" } },
});

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "trailproof-geo-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("GeoIP databases", () => {
  const files = { "city.mmdb": city, "asn.mmdb": asn, "flat.mmdb": flat };

  test.each([
    ["192.0.2.77", { country: "BR", asn: "64500", location: "-23.5505,-46.6333" }],
    ["198.51.100.127", { country: "DE", location: "52.52,13.405" }],
    ["198.51.100.128", {}],
    ["2001:db8:1::1", { country: "FR" }],
    ["2001:0DB8:0001:0:0:0:0:1", { country: "FR" }],
    ["2001:db9::1", {}],
    ["::ffff:192.0.2.77", { country: "BR", asn: "64500", location: "-23.5505,-46.6333" }],
    ["203.0.113.9", { country: "JP", asn: "64501", location: "35.6895,139.6917" }],
    ["10.1.2.3", {}],
    ["127.0.0.1", {}],
    ["rds.amazonaws.com", {}],
    ["__proto__", {}],
    ["", {}],
  ])("%j is known as %j", (address, known) => {
    const { geo, problems } = open(files);
    expect(problems).toEqual([]);
    for (const _again of [1, 2]) {
      expect({ country: geo.country(address), asn: geo.asn(address), location: geo.location(address) }).toEqual({
        country: undefined,
        asn: undefined,
        location: undefined,
        ...known,
      });
    }
  });

  test("a fact comes from the first database that has it", () => {
    const other = mmdb({
      type: "X-Country",
      ipVersion: 4,
      records: { "192.0.2.0/24": { country: { iso_code: "AR" } } },
    });
    expect(open({ "city.mmdb": city, "other.mmdb": other }).geo.country("192.0.2.1")).toBe("BR");
    expect(open({ "other.mmdb": other, "city.mmdb": city }).geo.country("192.0.2.1")).toBe("AR");
  });

  test.each([
    ["text", Buffer.from("not a database"), "input.malformed"],
    ["nothing", Buffer.alloc(0), "input.malformed"],
    ["a database that is cut in its data", city.subarray(0, city.length - 300), "input.malformed"],
    ["a database that is cut in its tree", city.subarray(city.length - 300), "input.malformed"],
    [
      "a database of something else",
      mmdb({ type: "GeoIP2-Domain", ipVersion: 4, records: { "192.0.2.0/24": { domain: "example.com" } } }),
      "input.unsupported",
    ],
  ])("%s is a problem that names the file, and the others still answer", (_name, bytes, code) => {
    const { geo, problems } = open({ "bad.mmdb": bytes, "asn.mmdb": asn });
    expect(problems).toMatchObject([{ code, location: { file: join(folder, "bad.mmdb") } }]);
    expect(geo.asn("192.0.2.1")).toBe("64500");
  });

  test("a file that is not there is a problem", () => {
    expect(openGeo([join(folder, "none.mmdb"), folder]).problems.map(({ code }) => code)).toEqual([
      "input.unreadable",
      "input.unreadable",
    ]);
  });

  test("a record that cannot be decoded is one problem, however often it is asked for", () => {
    const bytes = Buffer.from(city);
    // The record of 192.0.2.0/24 begins with the first data: a map becomes a pointer to nowhere.
    bytes.fill(0x3f, bytes.indexOf("\u0047country", 0, "latin1") - 1, bytes.indexOf("\u0047country", 0, "latin1") + 12);
    const { geo, problems } = open({ "broken.mmdb": bytes });
    for (const address of ["192.0.2.1", "192.0.2.2"]) expect(geo.country(address)).toBeUndefined();
    expect(problems.map(({ code }) => code)).toEqual(["input.malformed"]);
  });

  test("no single byte that is changed makes a crash", () => {
    const addresses = ["192.0.2.1", "198.51.100.1", "2001:db8::1", "203.0.113.1"];
    for (let at = 0; at < city.length; at += 7) {
      const bytes = Buffer.from(city);
      bytes[at] = (bytes[at] ?? 0) ^ 0xff;
      const { geo } = open({ "flipped.mmdb": bytes });
      for (const address of addresses) expect(["string", "undefined"]).toContain(typeof geo.country(address));
    }
  });

  function open(given: { readonly [name: string]: Buffer }): ReturnType<typeof openGeo> {
    const paths = Object.entries(given).map(([name, bytes]) => {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      return path;
    });
    return openGeo(paths);
  }
});

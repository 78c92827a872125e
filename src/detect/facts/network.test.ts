import { describe, expect, test } from "vitest";
import { canonicalAddress, isPrivateAddress, networkOf } from "./network.ts";

describe("addresses", () => {
  // The forms of RFC 5952, sections 1 and 4.
  test.each([
    ["192.0.2.1", "192.0.2.1"],
    ["2001:db8::1", "2001:db8::1"],
    ["2001:0DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["::", "::"],
    ["1::", "1::"],
    ["::ffff:192.0.2.128", "192.0.2.128"],
    ["::FFFF:c000:0280", "192.0.2.128"],
    ["::192.0.2.128", "::c000:280"],
    ["192.0.2.256", undefined],
    ["192.0.2.01", undefined],
    ["192.0.2.1 ", undefined],
    ["rds.amazonaws.com", undefined],
    ["AWS Internal", undefined],
    ["", undefined],
    [":", undefined],
  ])("%j is %j", (text, canonical) => {
    expect(canonicalAddress(text)).toBe(canonical);
  });

  test.each([
    ["203.0.113.77", "203.0.113.0/24"],
    ["2001:db8:12:3456::1", "2001:db8:12::/48"],
    ["::ffff:203.0.113.77", "203.0.113.0/24"],
    ["::1", "::/48"],
    ["AWS Internal", undefined],
  ])("the network of %j is %j", (text, network) => {
    expect(networkOf(text)).toBe(network);
  });

  test.each([
    ["10.0.0.1", true],
    ["172.15.255.255", false],
    ["172.16.0.0", true],
    ["172.31.255.255", true],
    ["172.32.0.0", false],
    ["192.168.1.1", true],
    ["100.64.0.1", true],
    ["100.128.0.1", false],
    ["169.254.169.254", true],
    ["224.0.0.1", true],
    ["203.0.113.1", false],
    ["fd00::1", true],
    ["fe80::1", true],
    ["::1", true],
    ["::2", false],
    ["::ffff:10.0.0.1", true],
    ["2001:db8::1", false],
    ["no address", false],
  ])("%j is private: %j", (text, isPrivate) => {
    expect(isPrivateAddress(text)).toBe(isPrivate);
  });
});

import { describe, expect, it } from "vitest";
import { createTestSandbox } from "../../sandbox.fixture.ts";

const contact = {
  AlternateContactType: "SECURITY",
  Name: "Ana",
  Title: "CISO",
  EmailAddress: "security@example.com",
  PhoneNumber: "+1 555-0100",
};

describe("alternate contacts", () => {
  it("are put, told and taken away, each of the three for itself", () => {
    const { ask, refusal } = createTestSandbox();
    const asked = { AlternateContactType: "SECURITY" };
    const none = {
      shape: "ResourceNotFoundException",
      message: "No contact of the inputted alternate contact type found.",
    };
    expect(refusal("account", "GetAlternateContact", asked)).toEqual(none);
    ask("account", "PutAlternateContact", contact);
    expect(ask("account", "GetAlternateContact", asked)).toEqual({ AlternateContact: contact });
    expect(refusal("account", "GetAlternateContact", { AlternateContactType: "BILLING" })).toEqual(none);
    ask("account", "DeleteAlternateContact", asked);
    expect(refusal("account", "DeleteAlternateContact", asked)).toEqual(none);
  });

  it.each([
    ["GetAlternateContact", { AlternateContactType: "ROOT" }, "ValidationException"],
    ["PutAlternateContact", { ...contact, EmailAddress: "nobody" }, "ValidationException"],
    ["GetAlternateContact", { ...contact, AccountId: "444455556666" }, "NotImplemented"],
    ["ListRegions", { RegionOptStatusContains: ["ON"] }, "ValidationException"],
    ["ListRegions", { MaxResults: 51 }, "ValidationException"],
    ["GetRegionOptStatus", { RegionName: "moon-1" }, "ValidationException"],
  ] as const)("%s %j: %s", (operation, input, shape) => {
    expect(createTestSandbox().refusal("account", operation, input).shape).toBe(shape);
  });
});

/** Source: AWS Account Management Reference Guide: 17 regions are enabled by default. */
it("regions come in pages, those of everybody enabled", () => {
  const { ask } = createTestSandbox();
  const names: string[] = [];
  let NextToken: unknown;
  do {
    const page = ask("account", "ListRegions", {
      MaxResults: 5,
      RegionOptStatusContains: ["ENABLED_BY_DEFAULT"],
      NextToken,
    });
    names.push(...Object(page["Regions"]).map(({ RegionName }: { RegionName: string }) => RegionName));
    NextToken = page["NextToken"];
  } while (NextToken !== undefined);
  expect(names).toHaveLength(17);
  expect(new Set(names).size).toBe(17);
  expect(names).toContain("eu-central-1");
});

import { allPages, listAnswers } from "../all-pages.ts";
import { askedText } from "../answer-text.ts";
import type { Collector } from "../collector.ts";

/** Who AWS writes to about security. */
export const securityContact: Collector = {
  id: "security-contact",
  features: ["core"],
  actions: ["account:GetAlternateContact"],
  stage: 1,
  async collect({ session }) {
    const { client, sdk } = await session.connection.account();
    const call = {
      action: "account:GetAlternateContact",
      unknown: "whether AWS can reach somebody about security",
      answers: ["ResourceNotFoundException"],
    };
    const input = { AlternateContactType: "SECURITY" } as const;
    const asked = await session.ask(call, (o) => client.send(new sdk.GetAlternateContactCommand(input), o));
    return { answers: [{ source: "security-contact", text: askedText(asked) }] };
  },
};

/** The regions that the account may use. */
export const regions: Collector = {
  id: "regions",
  features: ["core", "access"],
  actions: ["account:ListRegions"],
  stage: 1,
  async collect({ session, isProbe }) {
    const { client, sdk } = await session.connection.account();
    const call = { action: "account:ListRegions", unknown: "which regions the account may use" };
    const pages = await allPages(
      (NextToken) =>
        session.ask(call, async (o) => {
          const page = await client.send(new sdk.ListRegionsCommand({ MaxResults: 50, NextToken }), o);
          return { items: page.Regions, next: page.NextToken };
        }),
      isProbe,
    );
    const enabled = pages.items?.flatMap(({ RegionName, RegionOptStatus }) =>
      RegionName !== undefined && RegionOptStatus?.startsWith("ENABLED") === true ? [RegionName] : [],
    );
    return {
      answers: listAnswers({ source: "regions" }, "Regions", pages),
      ...(enabled !== undefined && { found: { regions: enabled } }),
    };
  },
};

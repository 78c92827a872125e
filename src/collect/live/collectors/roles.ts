import { allPages, listAnswers } from "../all-pages.ts";
import type { Collector } from "../collector.ts";

/** How long sessions of roles may last, which the authorization details leave out. */
export const roles: Collector = {
  id: "roles",
  features: ["core"],
  actions: ["iam:ListRoles"],
  stage: 1,
  async collect({ session, isProbe }) {
    const { client, sdk } = await session.connection.iam();
    const call = { action: "iam:ListRoles", unknown: "how long sessions of roles may last" };
    const pages = await allPages(
      (Marker) =>
        session.ask(call, async (o) => {
          const page = await client.send(new sdk.ListRolesCommand({ MaxItems: 1000, Marker }), o);
          return { items: page.Roles, next: page.Marker };
        }),
      isProbe,
    );
    return { answers: listAnswers({ source: "roles" }, "Roles", pages) };
  },
};

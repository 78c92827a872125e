export interface GroupSeed {
  readonly name: string;
  readonly id: string;
  readonly created: string;
  readonly policies: readonly string[];
}

export const groups: readonly GroupSeed[] = [
  { name: "admins", id: "AGPAAEROADMIN2EXAMPLE", created: "2022-01-10T07:58:00Z", policies: ["AdministratorAccess"] },
  {
    name: "analysts",
    id: "AGPAAEROANALY2EXAMPLE",
    created: "2025-03-03T08:10:00Z",
    policies: ["AnalystConsole", "IAMUserChangePassword"],
  },
  { name: "contractors", id: "AGPAAEROCONTR2EXAMPLE", created: "2023-04-17T09:00:00Z", policies: ["EngineeringRead"] },
  {
    name: "developers",
    id: "AGPAAERODEVEL2EXAMPLE",
    created: "2024-02-12T09:31:00Z",
    policies: ["DeveloperBroadAccess", "IAMUserChangePassword"],
  },
  {
    name: "engineering",
    id: "AGPAAEROENGIN2EXAMPLE",
    created: "2024-09-02T10:01:00Z",
    policies: ["EngineeringRead", "ForceMFA"],
  },
];

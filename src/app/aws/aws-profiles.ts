import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { Problem } from "../../model/index.ts";
import { nearestName } from "../nearest-name.ts";

type Env = { readonly [name: string]: string | undefined };

/** A section of the AWS configuration that stands for a profile. Of its settings only those that are no secrets. */
export interface ProfileSection {
  readonly profile: string;
  readonly file: string;
  readonly line: number;
  /** Names of all its settings. */
  readonly settings: readonly string[];
  readonly region?: string;
  readonly roleArn?: string;
  readonly sourceProfile?: string;
}

/** The sections of profiles, as the SDK and AWS CLI find them: `~/.aws/credentials` and `~/.aws/config`, or what the environment names. */
export function profileSections(env: Env): readonly ProfileSection[] {
  const home = join(env["HOME"] || env["USERPROFILE"] || homedir(), ".aws");
  return [
    ...sectionsOf(env["AWS_SHARED_CREDENTIALS_FILE"] || join(home, "credentials"), false),
    ...sectionsOf(env["AWS_CONFIG_FILE"] || join(home, "config"), true),
  ];
}

/** Throws a Problem `aws.credentials` for a profile that no file has: the SDK's own words for it are those for no credentials at all. */
export function refuseUnknownProfile(profile: string, env: Env): void {
  const names = [...new Set(profileSections(env).map((section) => section.profile))];
  if (names.includes(profile)) return;
  const near = nearestName(profile, names);
  const known = names.length === 0 ? "There are no profiles at all" : `There are ${names.slice(0, 10).join(", ")}`;
  throw new Problem("aws.credentials", `The AWS configuration has no profile ${JSON.stringify(profile)}.`, {
    hint: near === undefined ? `${known}${names.length > 10 ? ", ..." : ""}.` : `Did you mean ${near}?`,
  });
}

/** What to do about credentials that do not work. */
export function credentialsHint(message: string, profile: string | undefined): string {
  if (/\bSSO\b|token (is|has) expired|refresh failed/i.test(message)) {
    return `Sign in again: aws sso login${profile === undefined ? "" : ` --profile ${profile}`}`;
  }
  if (/expired/i.test(message)) return "The credentials have expired: get new ones.";
  if (/not yet current|RequestTimeTooSkewed|clock/i.test(message))
    return "See whether the clock of this machine is right.";
  if (/MFA|multi-factor/i.test(message)) return "Run it in a terminal, which asks for the code of the MFA device.";
  return "Give credentials as for AWS CLI, for example with --profile or AWS_PROFILE; `trailproof demo` needs none.";
}

function sectionsOf(file: string, isConfig: boolean): readonly ProfileSection[] {
  const sections: { name: string; line: number; settings: Map<string, string> }[] = [];
  textOf(file)
    .split(/\r?\n/)
    .forEach((text, index) => {
      const header = /^\s*\[([^\]]+)\]/.exec(text)?.[1]?.trim();
      if (header !== undefined) sections.push({ name: header, line: index + 1, settings: new Map() });
      // Nested settings are indented.
      const setting = /^([\w.-]+)\s*=\s*(.*?)\s*$/.exec(text);
      if (header === undefined && setting !== null) {
        sections.at(-1)?.settings.set((setting[1] ?? "").toLowerCase(), setting[2] ?? "");
      }
    });
  return sections.flatMap(({ name, line, settings }) => {
    const profile = isConfig ? profileOf(name) : name;
    if (profile === undefined) return [];
    const [region, roleArn, sourceProfile] = ["region", "role_arn", "source_profile"].map((key) => settings.get(key));
    return [
      {
        profile,
        file,
        line,
        settings: [...settings.keys()],
        ...(region && { region }),
        ...(roleArn && { roleArn }),
        ...(sourceProfile && { sourceProfile }),
      },
    ];
  });
}

/** In the configuration file sections are `[profile NAME]`, but for `[default]`; others are no profiles. */
function profileOf(section: string): string | undefined {
  if (section === "default") return section;
  return /^profile\s+["']?(.+?)["']?$/.exec(section)?.[1];
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // Nobody needs to have these files.
    return "";
  }
}

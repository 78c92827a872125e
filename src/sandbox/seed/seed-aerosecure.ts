import type { Caller } from "../call.ts";
import type { SandboxParts } from "../parts.ts";
import { habitSteps } from "./aerosecure/habits.ts";
import { passwordOf } from "./aerosecure/passwords.ts";
import { setUpSteps } from "./aerosecure/set-up.ts";
import { users } from "./aerosecure/users.ts";
import { accountId, addresses } from "./aerosecure/workload.ts";
import { playStory } from "./story.ts";

/** What an exercise needs to act as somebody. Nothing of it is secret: none of it works anywhere else. */
export interface SeededPerson {
  readonly name: string;
  readonly arn: string;
  /** For the console. */
  readonly password?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  /** Serial number of the MFA device and what an authenticator app is given: Base32. */
  readonly mfaSerial?: string;
  readonly mfaSeed?: string;
}

export interface SeedResult {
  readonly seed: "aerosecure";
  readonly account: string;
  readonly people: readonly SeededPerson[];
}

/**
 * Fills account 111122223333 with the people of AeroSecure as they were the day before the exercise, and thirty days of their work.
 * An Error when they are there already.
 */
export function seedAerosecure(parts: SandboxParts): SeedResult {
  const { world } = parts;
  const account = world.addAccount(accountId);
  if (users.some(({ name }) => account.users.get(name) !== undefined)) {
    throw new Error(`account ${accountId} has people of AeroSecure already`);
  }
  playStory(parts, [...setUpSteps(), ...habitSteps()], {
    account: accountId,
    endsAt: Date.parse("2026-11-20T20:30:00Z"),
    sourceIp,
    userAgent,
  });
  return { seed: "aerosecure", account: accountId, people: users.map(({ name }) => personOf(parts, name)) };
}

function personOf({ world }: SandboxParts, name: string): SeededPerson {
  const account = world.addAccount(accountId);
  const user = account.users.get(name);
  if (user === undefined) throw new Error(`${name} was not made`);
  const key = [...world.accessKeys.values()].findLast(
    ({ account: owner, user: holder, status }) => owner === accountId && holder === name && status === "Active",
  );
  const device = user.mfa[0] === undefined ? undefined : account.mfaDevices.get(user.mfa[0].serial);
  return {
    name,
    arn: user.arn,
    ...(user.password !== undefined && { password: passwordOf(name) }),
    ...(key !== undefined && { accessKeyId: key.id, secretAccessKey: key.secret }),
    ...(device !== undefined && { mfaSerial: device.serial, mfaSeed: device.seed }),
  };
}

/** Machines call from where they stand, people from the office. */
function sourceIp(caller: Caller): string {
  const name = caller.kind === "user" ? caller.name : "";
  return (
    { "supplier-sync": addresses.supplierHost, "audit-user": addresses.auditHost }[name] ?? addresses.officeNetwork
  );
}

function userAgent(caller: Caller): string {
  if (caller.kind === "user") return "aws-cli/2.33.0 md/awscrt#0.27.6 ua/2.1 os/linux#6.8";
  return "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
}

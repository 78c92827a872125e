import type { Snapshot } from "../model/index.ts";
import { type AuditSettings, defaultAuditSettings } from "./check.ts";
import { cred12AccessKeyOld } from "./checks/cred-12-access-key-old.ts";
import { keyStates, passwordAge, passwordEnabled, passwordUse } from "./identities/credentials.ts";
import { parametersOf } from "./settings.ts";

/** An enabled password or an active key, with its age against the limit. */
export interface AgedCredential {
  readonly user: string;
  readonly credential: "password" | "access key 1" | "access key 2";
  /** Fractional days since it was made or changed. */
  readonly ageDays: number;
  /** Undefined: no use is recorded. */
  readonly lastUsedDays?: number;
  /** Undefined: nothing limits it. */
  readonly limitDays?: number;
}

/**
 * One for each active credential whose age is known, root's too, in the order of the report. Keys are held against the
 * limit of CRED-12, passwords against the password policy's; without one they have none, since no check asks for it.
 */
export function credentialAges(
  snapshot: Snapshot,
  settings: AuditSettings = defaultAuditSettings,
): readonly AgedCredential[] {
  const now = Date.parse(snapshot.takenAt);
  const { maxAgeDays = 0 } = parametersOf(cred12AccessKeyOld, settings);
  const policy = snapshot.passwordPolicy;
  const passwordLimit = policy === undefined || policy === "none" ? undefined : policy.maxAgeDays;
  return (snapshot.credentialReport?.rows ?? []).flatMap((row) => {
    const password = passwordEnabled(row).kind === "yes" ? passwordAge(row, now) : undefined;
    const keys = keyStates(row, now).filter((key) => key.state === "active");
    return [
      ...(password?.kind === "days"
        ? [aged(row.user, "password", password.days, passwordUse(row, now), passwordLimit)]
        : []),
      ...keys.flatMap(({ slot, made, used }) =>
        made.kind === "days" ? [aged(row.user, `access key ${slot}`, made.days, used, maxAgeDays)] : [],
      ),
    ];
  });
}

function aged(
  user: string,
  credential: AgedCredential["credential"],
  ageDays: number,
  use: ReturnType<typeof passwordUse>,
  limitDays: number | undefined,
): AgedCredential {
  return {
    user,
    credential,
    ageDays,
    ...(use.kind === "days" && { lastUsedDays: use.days }),
    ...(limitDays !== undefined && { limitDays }),
  };
}

import { administratorAccess } from "./administrator.ts";
import { once, oncePerKey } from "./once.ts";
import type { Access, PrincipalAccess } from "./principal-access.ts";

/**
 * May `target` do what matters and `principal` may not? It may when it is an administrator, or has a whole service
 * of {@link weightyServices} on everything that the principal has not.
 *
 * A role that only writes logs or reads one bucket is no gain, whatever the principal lacks.
 */
export function mayMore(target: PrincipalAccess, principal: PrincipalAccess): "yes" | "no" | "unknown" {
  return mayMoreThan(principal)(target);
}

/** The same for many targets of one principal. */
export function mayMoreThan(principal: PrincipalAccess): (target: PrincipalAccess) => "yes" | "no" | "unknown" {
  const denied = once(() => powersOf(principal).denied);
  return (target) => {
    if (target.arn === principal.arn) return "no";
    const { isAdministrator, granted } = powersOf(target);
    if (isAdministrator === "allowed") return "yes";
    if (granted !== 0 && (granted & denied()) !== 0) return "yes";
    return isAdministrator === "unknown" ? "unknown" : "no";
  };
}

/** Could {@link mayMore} be anything but `no` for any principal? */
export function isMighty(target: PrincipalAccess): boolean {
  const { isAdministrator, services } = powersOf(target);
  return isAdministrator !== "denied" || services.length > 0;
}

/**
 * How far a principal gets: it is or makes itself an administrator; it has whole services that matter; or something that
 * nobody knows or that is not said by a snapshot.
 */
export type Power = "administrator" | "services" | "unknown";

/** From 0 for the most. */
export function powerRank(power: Power): number {
  return powers.indexOf(power);
}

const powers: readonly Power[] = ["administrator", "services", "unknown"];

export function powerOf(target: PrincipalAccess): Power {
  const { isAdministrator, services } = powersOf(target);
  if (isAdministrator === "allowed") return "administrator";
  return services.length > 0 ? "services" : "unknown";
}

/** Why the target is worth having, for a sentence. */
export function powerText(target: PrincipalAccess): string {
  return powersOf(target).text;
}

function textOf({ isAdministrator, services }: Pick<Powers, "isAdministrator" | "services">): string {
  if (isAdministrator === "allowed") return "an administrator";
  if (services.length > 0) return `allowed ${services.slice(0, 3).join(", ")}`;
  return isAdministrator === "unknown" ? "of unknown permissions" : "which leads further";
}

interface Powers {
  readonly isAdministrator: "allowed" | "denied" | "unknown";
  /** Those of {@link weightyServices} that it has wholly. */
  readonly services: readonly string[];
  /** See {@link powerText}. */
  readonly text: string;
  /** The same as bits, since each principal is held against each other one. */
  readonly granted: number;
  /** Those that it certainly has not wholly, as bits. */
  readonly denied: number;
}

/** Services whose full use reaches data, secrets, keys, code or the audit trail of the account. */
const weightyServices: readonly string[] = [
  "cloudformation",
  "cloudtrail",
  "dynamodb",
  "ec2",
  "iam",
  "kms",
  "lambda",
  "organizations",
  "rds",
  "s3",
  "secretsmanager",
  "ssm",
  "sts",
].map((service) => `${service}:*`);

const powersOf: (target: PrincipalAccess) => Powers = oncePerKey((target) => {
  const verdicts = new Map(weightyServices.map((service) => [service, target.canOnAll(service).verdict]));
  const isAdministrator = administratorAccess(target).verdict;
  const services = weightyServices.filter((service) => verdicts.get(service) === "allowed");
  return {
    isAdministrator,
    services,
    text: textOf({ isAdministrator, services }),
    granted: bitsOf("allowed"),
    denied: bitsOf("denied"),
  };

  function bitsOf(verdict: Access["verdict"]): number {
    return weightyServices.reduce(
      (bits, service, at) => (verdicts.get(service) === verdict ? bits | (1 << at) : bits),
      0,
    );
  }
});

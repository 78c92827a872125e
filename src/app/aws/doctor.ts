import {
  type Caller,
  connect,
  type FeatureProbe,
  probeFeatures,
  regionStatus,
  startSession,
  whoAmI,
} from "../../collect/index.ts";
import type { CollectFeature, Problem } from "../../model/index.ts";
import { asProblem } from "./as-problem.ts";
import { type ProfileSection, profileSections } from "./aws-profiles.ts";
import type { CollectTarget } from "./collect-accounts.ts";

/** What is known of one set of credentials. */
export interface Diagnosis {
  readonly label: string;
  /** Why they cannot be used. */
  readonly error?: Problem;
  readonly caller?: Caller;
  readonly credentials: CredentialsOrigin;
  readonly region: string;
  /** As AWS writes it: `DISABLED` is not opted in; `none`: there is no such region. Undefined: not known. */
  readonly regionStatus?: string;
  /** By how much this machine's clock is ahead of AWS's; undefined where nobody answered. */
  readonly clockAheadSeconds?: number;
  readonly features: readonly FeatureProbe[];
}

export interface CredentialsOrigin {
  /** In words: `the environment`, `profile audit`. */
  readonly from: string;
  /** Sections of the profile, `FILE:LINE`. */
  readonly places: readonly string[];
  /** ISO 8601, UTC. */
  readonly expires?: string;
}

type Env = { readonly [name: string]: string | undefined };

/** Finds out who asks, and with what success. Throws nothing but bugs. */
export async function diagnose(
  { label, connection: options }: CollectTarget,
  features: readonly CollectFeature[],
  env: Env,
  signal: AbortSignal,
): Promise<Diagnosis> {
  const connection = await connect({ ...options, maxAttempts: 3 });
  const called = new Set<string>();
  const session = startSession(connection, { signal, onCall: (action) => called.add(action) });
  const profile = options.profile ?? env["AWS_PROFILE"];
  const common = { label, region: connection.region };
  try {
    const caller = await whoAmI(session);
    const taken = await connection.credentials();
    const status = await regionStatus(startSession(connection, { signal }), connection.region);
    const probes = await probeFeatures(session, called, features);
    return {
      ...common,
      ...(status !== undefined && { regionStatus: status }),
      ...(caller !== undefined && { caller }),
      credentials: {
        ...originOf(Object.keys(taken.$source ?? {}), options.role !== undefined, profile, env),
        ...(taken.expiration !== undefined && { expires: taken.expiration.toISOString() }),
      },
      ...clock(connection.dates.seen),
      features: probes,
    };
  } catch (error) {
    const problem = asProblem(error);
    // In a region that is not opted in the credentials look wrong; the account's settings are asked elsewhere.
    const status = await regionStatus(startSession(connection, { signal }), connection.region);
    const credentials = originOf([], options.role !== undefined, profile, env);
    const region = status === undefined ? {} : { regionStatus: status };
    return { ...common, ...region, error: problem, credentials, ...clock(connection.dates.seen), features: [] };
  } finally {
    connection.close();
  }
}

/** Of the answer that was fastest to judge: the one with the least difference, since answers take their time. */
function clock(
  seen: readonly { readonly server: number; readonly local: number }[],
): Pick<Diagnosis, "clockAheadSeconds"> {
  const [best] = seen.map(({ server, local }) => (local - server) / 1000).sort((a, b) => Math.abs(a) - Math.abs(b));
  return best === undefined ? {} : { clockAheadSeconds: Math.round(best) };
}

function originOf(
  providers: readonly string[],
  hasRole: boolean,
  profile: string | undefined,
  env: Env,
): Omit<CredentialsOrigin, "expires"> {
  const found = origins.find(([provider]) => providers.includes(provider))?.[1];
  const isProfile =
    found === undefined ? profile !== undefined || !env["AWS_ACCESS_KEY_ID"] : found.startsWith("profile");
  const name = profile ?? "default";
  const sections = isProfile ? profileSections(env).filter((section) => section.profile === name) : [];
  const from =
    found === undefined ? guess(isProfile ? sections : undefined, name) : found.replace("profile", `profile ${name}`);
  return {
    from: hasRole ? `${from}, and the role of --role-arn` : from,
    places: sections.map(({ file, line }) => `${file}:${line}`),
  };
}

/** Names by which the SDK counts where credentials come from; the most telling first. */
const origins: readonly (readonly [provider: string, words: string])[] = [
  ["CREDENTIALS_ENV_VARS", "the environment (AWS_ACCESS_KEY_ID)"],
  ["CREDENTIALS_PROFILE_SSO", "profile (IAM Identity Center)"],
  ["CREDENTIALS_PROFILE_SSO_LEGACY", "profile (IAM Identity Center)"],
  ["CREDENTIALS_SSO", "profile (IAM Identity Center)"],
  ["CREDENTIALS_SSO_LEGACY", "profile (IAM Identity Center)"],
  ["CREDENTIALS_PROFILE_PROCESS", "profile (credential_process)"],
  ["CREDENTIALS_PROFILE_SOURCE_PROFILE", "profile (a role by another profile)"],
  ["CREDENTIALS_PROFILE_NAMED_PROVIDER", "profile (a role by credential_source)"],
  ["CREDENTIALS_PROFILE_STS_WEB_ID_TOKEN", "profile (a web identity token)"],
  ["CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN", "a web identity token (AWS_WEB_IDENTITY_TOKEN_FILE)"],
  ["CREDENTIALS_PROFILE", "profile (access key)"],
  ["CREDENTIALS_HTTP", "the container's role"],
  ["CREDENTIALS_IMDS", "the instance's role"],
];

function guess(sections: readonly ProfileSection[] | undefined, name: string): string {
  if (sections === undefined) return "the environment (AWS_ACCESS_KEY_ID)";
  return sections.length === 0 ? "nowhere: no environment, no profile" : `profile ${name}`;
}

import { type Clock, type ClockOptions, createClock } from "./clock.ts";
import { createIds, type Ids } from "./ids.ts";
import type {
  AccessJob,
  AccessKey,
  AlternateContact,
  Analyzer,
  BucketState,
  CredentialReport,
  EventBusRule,
  Group,
  IdentityProvider,
  InstanceProfile,
  KmsAlias,
  KmsKey,
  LogGroup,
  ManagedPolicy,
  MfaDevice,
  MultipartUpload,
  ObjectVersion,
  Organization,
  PasswordRules,
  Role,
  RootUser,
  Session,
  SignInAttempts,
  Topic,
  TrailState,
  Use,
  User,
} from "./nouns.ts";
import type { Store, Table } from "./table.ts";

/** Everything that a sandbox knows: several accounts, one clock. */
export interface World {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  /** By account id, in the order in which they were made. */
  readonly accounts: ReadonlyMap<string, Account>;
  /** An account as AWS hands it over: with a root user and nothing else. The same one when it is there. */
  addAccount(id: string): Account;
  /** An access key tells its account, so keys are found without one. */
  readonly accessKeys: Table<AccessKey & Owned>;
  readonly sessions: Table<Session & Owned>;
  /** Names of buckets are unique over all accounts. */
  readonly buckets: Table<BucketState>;
  /** Versions of the objects of a bucket, by `key\u0000versionId`. */
  objects(bucket: string): Table<ObjectVersion>;
  /** Uploads in parts that are going on, by upload id. */
  uploads(bucket: string): Table<MultipartUpload>;
  /** At most one: by the word `organization`. */
  readonly organization: Table<Organization>;
}

interface Owned {
  /** Account id. */
  readonly account: string;
}

/** Names of IAM ignore case: the keys of its tables are names in lower case. */
export interface Account {
  readonly id: string;
  readonly users: Table<User>;
  readonly groups: Table<Group>;
  readonly roles: Table<Role>;
  /** Customer-managed, by ARN. AWS-managed ones are in no table: they are data of the program. */
  readonly policies: Table<ManagedPolicy>;
  readonly instanceProfiles: Table<InstanceProfile>;
  readonly providers: Table<IdentityProvider>;
  /** By serial number. */
  readonly mfaDevices: Table<MfaDevice>;
  readonly signIns: Table<SignInAttempts>;
  /** By ARN. */
  readonly trails: Table<TrailState>;
  readonly uses: Table<Use>;
  readonly accessJobs: Table<AccessJob>;
  /** By ARN, these six. */
  readonly keys: Table<KmsKey>;
  readonly keyAliases: Table<KmsAlias>;
  readonly logGroups: Table<LogGroup>;
  readonly topics: Table<Topic>;
  readonly eventRules: Table<EventBusRule>;
  readonly analyzers: Table<Analyzer>;
  readonly contacts: Table<AlternateContact>;
  /** Things of which an account has one; each by the word that is its name here. */
  readonly root: Table<RootUser>;
  readonly passwordPolicy: Table<PasswordRules>;
  readonly alias: Table<string>;
  readonly credentialReport: Table<CredentialReport>;
}

export interface WorldOptions {
  readonly store: Store;
  readonly clock?: ClockOptions;
  /** Makes ids the same in each run; undefined: random. */
  readonly seed?: string;
}

export function createWorld({ store, clock: clockOptions, seed }: WorldOptions): World {
  const clock = createClock(clockOptions);
  const known = store.table<true>("accounts");
  const accounts = new Map<string, Account>();
  let revision: number | undefined;

  /** As the table has them, also after one was taken back. */
  function knownAccounts(): ReadonlyMap<string, Account> {
    if (known.revision === revision) return accounts;
    for (const id of accounts.keys()) if (known.get(id) === undefined) accounts.delete(id);
    for (const [id] of known.entries()) if (!accounts.has(id)) accounts.set(id, openAccount(store, id));
    revision = known.revision;
    return accounts;
  }
  return {
    store,
    clock,
    ids: createIds(seed),
    get accounts() {
      return knownAccounts();
    },
    addAccount(id) {
      const found = knownAccounts().get(id);
      if (found !== undefined) return found;
      const account = openAccount(store, id);
      known.put(id, true);
      account.root.put("root", { createdAt: new Date(clock.now()).toISOString() });
      accounts.set(id, account);
      return account;
    },
    accessKeys: store.table("access-keys"),
    sessions: store.table("sessions"),
    buckets: store.table("buckets"),
    objects: (bucket) => store.table(`objects@${bucket}`),
    uploads: (bucket) => store.table(`uploads@${bucket}`),
    organization: store.table("organization"),
  };
}

function openAccount(store: Store, id: string): Account {
  return {
    id,
    users: store.table(`users@${id}`),
    groups: store.table(`groups@${id}`),
    roles: store.table(`roles@${id}`),
    policies: store.table(`policies@${id}`),
    instanceProfiles: store.table(`instance-profiles@${id}`),
    providers: store.table(`providers@${id}`),
    mfaDevices: store.table(`mfa-devices@${id}`),
    signIns: store.table(`sign-ins@${id}`),
    trails: store.table(`trails@${id}`),
    uses: store.table(`uses@${id}`),
    accessJobs: store.table(`access-jobs@${id}`),
    keys: store.table(`keys@${id}`),
    keyAliases: store.table(`key-aliases@${id}`),
    logGroups: store.table(`log-groups@${id}`),
    topics: store.table(`topics@${id}`),
    eventRules: store.table(`event-rules@${id}`),
    analyzers: store.table(`analyzers@${id}`),
    contacts: store.table(`contacts@${id}`),
    root: store.table(`root@${id}`),
    passwordPolicy: store.table(`password-policy@${id}`),
    alias: store.table(`alias@${id}`),
    credentialReport: store.table(`credential-report@${id}`),
  };
}

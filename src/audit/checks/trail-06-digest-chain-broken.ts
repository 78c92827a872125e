import type { Trail, TrailVerification, VerifiedChain } from "../../model/index.ts";
import { formatHours } from "../age.ts";
import { type Check, type CheckContext, defineCheck, type Verdict } from "../check.ts";
import { daysAgo, trail } from "../examples/example-builders.ts";
import { brokenText, chainsOfTrail, counted, isBroken, sumCounts } from "../trails/trail-chains.ts";
import { listedUpTo, sentence } from "../verdict.ts";

/** What was delivered is not what CloudTrail signed. */
export const trail06DigestChainBroken: Check<"trail"> = defineCheck({
  id: "TRAIL-06",
  title: "Digest chain broken, log altered, missing or added",
  severity: "critical",
  subject: "trail",
  needs: ["trails"],
  risk: "Somebody who can write to the bucket can take away what was done, or add what was not; nothing that rests on these logs can be relied on.",
  remediation: {
    text: "Keep what is there as it is, then find out who wrote to the bucket or stopped the trail in that time.",
    cli: "aws s3api put-object-legal-hold --bucket <BUCKET> --key <KEY> --legal-hold Status=ON",
  },
  references: [
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html",
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-cli.html",
  ],
  parameters: {
    maxHours: {
      default: 168,
      unit: "hours",
      meaning:
        "A verified time that ended so long before the snapshot tells nothing of now. PCI DSS 11.5.2 compares files weekly.",
    },
  },

  evaluate(subject, context): Verdict {
    const verdicts = context.snapshot.trailVerdicts;
    if (verdicts === undefined) return { status: "UNKNOWN", reason: `No verdicts were given: ${howTo}.`, cli };
    if (verdicts.source.state === "missing") {
      const causes = verdicts.source.gaps.map(({ what, cause }) => `${what}: ${cause}`);
      return { status: "UNKNOWN", reason: sentence(`the verdicts could not be read: ${causes.join("; ")}`), cli };
    }
    const runs = verdicts.runs.map((run) => ({ run, chains: chainsOfTrail(subject, run) }));
    const broken = runs.flatMap(({ run, chains }) => {
      const found = chains.filter(isBroken);
      return found.length === 0 ? [] : [{ run, chains: found }];
    });
    const [worst] = broken;
    if (worst !== undefined) return failure(subject, worst.run, worst.chains);
    const answers = runs.map(({ run, chains }) => judgeRun(subject, run, chains, context));
    const passed = answers.find(({ status }) => status === "PASS");
    return passed ?? answers.at(-1) ?? { status: "UNKNOWN", reason: `No verdicts were given: ${howTo}.`, cli };
  },

  examples: [
    { name: "verified whole, up to an hour ago", given: trail(), snapshot: verified(chain()), expect: "PASS" },
    { name: "no verdicts were given", given: trail(), expect: "UNKNOWN" },
    {
      name: "a log file was changed",
      given: trail(),
      snapshot: verified(chain({ logs: { valid: 3, invalid: 1, unchecked: 0 } })),
      expect: "FAIL",
    },
    {
      name: "a digest was deleted",
      given: trail(),
      snapshot: verified(chain({ digests: { valid: 23, invalid: 1, unchecked: 0 }, gaps: 1 })),
      expect: "FAIL",
    },
    { name: "log files were added", given: trail(), snapshot: verified(chain({ unreferenced: 2 })), expect: "FAIL" },
    {
      name: "in another region, too",
      given: trail(),
      snapshot: verified(chain(), { ...chain({ gaps: 1 }), region: "eu-west-1" }),
      expect: "FAIL",
    },
    {
      name: "a log file of which nobody knows the trail was added beside it",
      given: trail(),
      snapshot: verified(chain(), { ...chain({ unreferenced: 1 }), trail: "", homeRegion: "" }),
      expect: "FAIL",
    },
    {
      name: "another trail's chain is broken",
      given: trail(),
      snapshot: verified(chain(), { ...chain({ gaps: 1 }), trail: "other" }),
      expect: "PASS",
    },
    {
      name: "verified up to eight days ago",
      given: trail(),
      snapshot: verdictsOf({ from: daysAgo(30), to: daysAgo(8), chains: [chain()] }),
      expect: "UNKNOWN",
    },
    {
      name: "only one region was verified",
      given: trail(),
      snapshot: verdictsOf({ from: daysAgo(30), to: daysAgo(0.04), regions: ["us-east-1"], chains: [chain()] }),
      expect: "UNKNOWN",
    },
    {
      name: "some objects could not be read",
      given: trail(),
      snapshot: verified({ ...chain(), unread: 1 }),
      expect: "UNKNOWN",
    },
    { name: "its digests were not there", given: trail(), snapshot: verified(), expect: "UNKNOWN" },
    {
      name: "validation is off and nothing was verified",
      given: trail({ logFileValidation: false }),
      snapshot: verified(),
      expect: "UNKNOWN",
    },
  ],
});

const cli = "trailproof trail verify <TRAIL> --from <TIME> --out summary=verdicts.json";
const howTo = "run `trailproof trail verify TRAIL --from TIME --out summary=FILE` and give FILE with --trail-verdicts";

function failure(subject: Trail, run: TrailVerification, chains: readonly VerifiedChain[]): Verdict {
  const places = chains.flatMap(({ first }) => first);
  const where = places.length === 0 ? "" : ` First: ${listedUpTo(places.slice(0, 3).map(placeText), 3)}.`;
  // A gap names a folder, which cannot be held; keys with other characters would need quotes.
  const key = places.flatMap(({ s3 }) => /^s3:\/\/[^/]+\/([\w/.=-]*[\w.=-])$/.exec(s3)?.[1] ?? [])[0];
  const region = listedUpTo([...new Set(chains.map((one) => one.region))], 5);
  return {
    status: "FAIL",
    reason: `${sentence(`${windowText(run)}, ${region}: ${brokenText(sumCounts(chains))}`)}${where}`,
    evidence: places.map(({ s3, reason }) => ({ source: "trail-verdicts", field: s3, value: reason })),
    ...(key !== undefined && { cli: holdCli(subject.bucket, key) }),
  };
}

function judgeRun(
  subject: Trail,
  run: TrailVerification,
  chains: readonly VerifiedChain[],
  { now, parameters: { maxHours } }: CheckContext<"maxHours">,
): Verdict {
  const doubt = doubtOf(subject, run, chains, now, maxHours);
  const { digests, backfillDigests, logs } = sumCounts(chains);
  const evidence = [
    { source: "trail-verdicts", field: "from", value: run.from ?? null },
    { source: "trail-verdicts", field: "to", value: run.to ?? null },
    { source: "trail-verdicts", field: "digests valid", value: digests.valid + backfillDigests.valid },
    { source: "trail-verdicts", field: "log files valid", value: logs.valid },
  ];
  if (doubt !== undefined) return { status: "UNKNOWN", reason: sentence(doubt), evidence, cli };
  const regions = new Set(chains.map((one) => one.region)).size;
  const what = `${counted(digests.valid + backfillDigests.valid, "digest")} and ${counted(logs.valid, "log file")} in ${counted(regions, "region")} are valid`;
  return { status: "PASS", reason: `${windowText(run)} (${agoText(run, now)}): ${what}, none is missing.`, evidence };
}

/** Why what was verified is not the whole; undefined: it is. */
function doubtOf(
  subject: Trail,
  run: TrailVerification,
  chains: readonly VerifiedChain[],
  now: number,
  maxHours: number,
): string | undefined {
  const own = chains.filter(({ trail: name, isBackfill }) => name !== "" && !isBackfill);
  const isHomeSeen = own.some(({ region, counts }) => region === subject.homeRegion && counts.digests.valid > 0);
  if (!isHomeSeen) {
    const off = subject.logFileValidation ? "" : "; log file validation is off (TRAIL-05)";
    return `${windowText(run)}: no digest of this trail was found in ${subject.homeRegion}${off}`;
  }
  if (run.to === undefined) return "the verdicts do not tell up to when the trail was verified";
  if (subject.isMultiRegion && run.regions !== undefined) {
    return `only ${listedUpTo(run.regions, 5)} was verified, and the trail delivers from all regions`;
  }
  if (subject.isOrganizationTrail && run.accounts !== undefined) {
    return `only ${listedUpTo(run.accounts, 5)} was verified, and the trail delivers from all accounts`;
  }
  const unread = chains.reduce((sum, one) => sum + one.unread, 0);
  const unchecked = own.reduce((sum, { counts }) => sum + counts.digests.unchecked, 0);
  if (unread + unchecked > 0) return `${windowText(run)}: ${counted(unread + unchecked, "object")} could not be read`;
  if (Math.abs(now - Date.parse(run.to)) < maxHours * 3_600_000) return undefined;
  return `the verified time ended ${agoText(run, now)} (limit ${maxHours} hours)`;
}

function windowText({ from, to }: TrailVerification): string {
  return `Verified from ${from ?? "the beginning"} to ${to ?? "the end"}`;
}

function agoText({ to }: TrailVerification, now: number): string {
  const days = to === undefined ? 0 : (now - Date.parse(to)) / 86_400_000;
  return days < 0 ? `${formatHours(-days)} after the snapshot` : `${formatHours(days)} before the snapshot`;
}

function placeText({ s3, reason }: { readonly s3: string; readonly reason: string }): string {
  return `${s3} ${reason}`;
}

function holdCli(bucket: string, key: string): string {
  return `aws s3api put-object-legal-hold --bucket ${bucket} --key ${key} --legal-hold Status=ON`;
}

function chain(counts: Partial<VerifiedChain["counts"]> = {}): VerifiedChain {
  const none = { valid: 0, invalid: 0, unchecked: 0 };
  const well = { digests: { ...none, valid: 24 }, backfillDigests: none, logs: { ...none, valid: 96 } };
  return {
    bucket: "example-logs",
    prefix: "",
    account: "111122223333",
    region: "us-east-1",
    trail: "main",
    homeRegion: "us-east-1",
    isBackfill: false,
    counts: { ...well, unreferenced: 0, gaps: 0, ...counts },
    unread: 0,
    first: [],
  };
}

function verified(...chains: readonly VerifiedChain[]) {
  return verdictsOf({ from: daysAgo(1), to: daysAgo(1 / 24), chains });
}

function verdictsOf(run: TrailVerification) {
  return { trailVerdicts: { source: { state: "complete", origins: [], gaps: [] }, runs: [run] } } as const;
}

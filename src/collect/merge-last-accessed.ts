import { type Identities, type LastAccessed, parseArn, type ServiceAccess } from "../model/index.ts";
import type { Notes } from "./notes.ts";
import type { SnapshotPart } from "./parts.ts";
import { present } from "./saved/present.ts";
import { quote } from "./saved/reading.ts";
import type { LastAccessedPage } from "./saved/service-last-accessed.ts";

const source = "service-last-accessed";

/**
 * One entry per job, its pages joined. An answer belongs to the ARN (or the name of a known user or role) that the
 * user gave, else to the entity that it names itself. One that nobody names may stand alone; several may not.
 */
export function mergeLastAccessed(
  parts: readonly SnapshotPart<LastAccessedPage>[],
  identities: Identities | undefined,
  notes: Notes,
): readonly LastAccessed[] | undefined {
  const jobs = new Map<string, Job>();
  for (const { subject, file, parsed } of parts) {
    if (parsed.value === undefined) continue;
    const principal = principalOf(subject, parsed.value, identities);
    if ("conflict" in principal) {
      drop(file, principal.conflict);
      continue;
    }
    const key = JSON.stringify([principal.arn ?? null, parsed.value.job]);
    const job = jobs.get(key) ?? { ...principal, pages: [] };
    job.pages.push({ file, page: parsed.value });
    jobs.set(key, job);
  }
  const unnamed = [...jobs].filter(([, { arn }]) => arn === undefined);
  if (unnamed.length === 1) {
    notes.gap(
      source,
      "the principal",
      "neither the flag nor the answer names it; pass --service-last-accessed ARN=FILE",
    );
  }
  if (unnamed.length > 1) {
    for (const [key, { pages }] of unnamed) {
      jobs.delete(key);
      for (const { file } of pages) drop(file, "it does not name its principal, and there are several such answers");
    }
  }
  const merged = [...jobs.values()].map((job) => mergeJob(job, notes));
  return merged.length === 0 ? undefined : merged;

  function drop(file: string, why: string): void {
    notes.problem("input.conflict", `This answer is not used: ${why}.`, file, "Pass it as ARN=FILE.");
    notes.gap(source, file, why);
  }
}

interface Job {
  readonly arn?: string;
  readonly pages: { readonly file: string; readonly page: LastAccessedPage }[];
}

function principalOf(
  subject: string | undefined,
  page: LastAccessedPage,
  identities: Identities | undefined,
): { readonly arn?: string } | { readonly conflict: string } {
  const known = [...(identities?.users ?? []), ...(identities?.roles ?? [])];
  if (subject === undefined) {
    // The only user or role of the account needs no name.
    const arn = page.arn ?? (known.length === 1 ? known[0]?.arn : undefined);
    return arn === undefined ? {} : { arn };
  }
  const named = known.filter(({ name }) => name === subject);
  const arn = parseArn(subject) === undefined ? (named.length === 1 ? named[0]?.arn : undefined) : subject;
  if (arn === undefined) return { conflict: `${quote(subject)} is neither an ARN nor the name of one user or role` };
  // A group or policy is used by others than itself; a user or role only by itself.
  const isPrincipal = /^(user|role)\//.test(parseArn(arn)?.resource ?? "");
  if (isPrincipal && page.arn !== undefined && page.arn !== arn) {
    return { conflict: `it was named ${quote(arn, 200)}, but says that ${quote(page.arn, 200)} used the services` };
  }
  return { arn };
}

function mergeJob({ arn, pages }: Job, notes: Notes): LastAccessed {
  const whose = arn ?? "the principal";
  const services = new Map<string, ServiceAccess>();
  for (const { file, page } of pages) {
    for (const service of page.services) {
      const known = services.get(service.namespace);
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(service)) {
        const cause = `${service.namespace} is there twice with different content; the later use counts`;
        notes.problem("input.conflict", `${whose}: ${cause}.`, file);
        notes.gap(source, whose, cause);
      }
      if (known === undefined || (service.lastAuthenticated ?? "") > (known.lastAuthenticated ?? "")) {
        services.set(service.namespace, service);
      }
    }
  }
  const isTruncated = pages.every(({ page }) => page.isTruncated);
  if (isTruncated) notes.gap(source, whose, "the answer says that more pages follow, which were not given");
  const newest = pages.map(({ page }) => page).find(({ jobStatus }) => jobStatus === "COMPLETED") ?? pages[0]?.page;
  return {
    jobStatus: newest?.jobStatus ?? "IN_PROGRESS",
    level: newest?.level ?? "service",
    isTruncated,
    services: [...services.values()],
    ...present({ arn, jobError: newest?.jobError, completedAt: newest?.completedAt }),
  };
}

import type { SubjectUsage, UsageJudge } from "../usage/usage-judge.ts";

/** The same judge, which answers each question once, if `principal` is given only those about it. */
export function rememberingJudge(judge: UsageJudge, principal?: string): UsageJudge {
  const only = principal === undefined ? undefined : judge.of(principal);
  const made = new Map<SubjectUsage, SubjectUsage>();
  return {
    subjects: judge.subjects,
    of(arn) {
      const usage = judge.of(arn);
      if (usage === undefined || (principal !== undefined && usage !== only)) return usage;
      const known = made.get(usage) ?? remembering(usage);
      made.set(usage, known);
      return known;
    },
  };
}

function remembering(usage: SubjectUsage): SubjectUsage {
  return {
    subject: usage.subject,
    gaps: usage.gaps,
    services: usage.services,
    service: once((prefix) => usage.service(prefix)),
    action: once((name) => usage.action(name)),
    verdict: (action) => usage.verdict(action),
    notable: once((prefix) => usage.notable(prefix)),
  };
}

function once<T>(ask: (name: string) => T): (name: string) => T {
  const answers = new Map<string, T>();
  return (name) => {
    const known = answers.get(name);
    if (known !== undefined) return known;
    const answer = ask(name);
    answers.set(name, answer);
    return answer;
  };
}

import { jsonText } from "../text/sanitize.ts";
import type { Report } from "../views/report.ts";
import { asffFinding } from "./asff-finding.ts";
import { exportItems } from "./export-items.ts";

/**
 * Findings in the AWS Security Finding Format, one array a line: what one call of `securityhub:BatchImportFindings` takes, which is at most
 * 100 findings and 6 MB, of one account and region. What has no account cannot be imported and is not here.
 */
export function* renderAsff(report: Report): Iterable<string> {
  const waiting = new Map<string, Batch>();
  for (const item of exportItems(report)) {
    const finding = asffFinding(item, report);
    if (finding === undefined) continue;
    const text = jsonText(finding);
    const size = Buffer.byteLength(text);
    const key = `${finding.AwsAccountId} ${finding.Region}`;
    const batch = waiting.get(key) ?? { texts: [], size: 0 };
    if (batch.texts.length === maxFindings || batch.size + size > maxBytes) {
      yield line(batch);
      waiting.set(key, { texts: [text], size });
    } else waiting.set(key, { texts: [...batch.texts, text], size: batch.size + size });
  }
  for (const batch of waiting.values()) yield line(batch);
}

/** How many findings name no account, so that Security Hub would refuse them. */
export function countWithoutAccount(report: Report): number {
  let count = 0;
  for (const item of exportItems(report)) if (asffFinding(item, report) === undefined) count += 1;
  return count;
}

interface Batch {
  readonly texts: readonly string[];
  readonly size: number;
}

const maxFindings = 100;
/** The limit of the call is 6 MB; the rest is for its envelope. */
const maxBytes = 5_900_000;

function line({ texts }: Batch): string {
  return `[${texts.join(",")}]\n`;
}

import type { Finding } from "../model/index.ts";
import { sampleDetection, sampleFinding, sampleReport } from "./views/report.fixture.ts";
import type { Report } from "./views/report.ts";

/** Text that tries to break out of every format. For tests only. */
export const hostileText =
  "\u001b[31m]]><x>&\"'</script><script>alert(1)</script>\u0000\u0008\u202e\u2066\ufffe\uffff\ud800 \udc00\u200b=cmd|' /C calc'!A0 [a](https://x.example) ${{ secrets.X }} ::error::";

/** A report with findings of every status and hostile text in every place. */
export function hostileReport(): Report {
  const text = hostileText;
  const finding = (overrides: Partial<Finding>): Finding =>
    sampleFinding({
      title: text,
      reason: text,
      resource: { type: "iam.user", arn: `arn:aws:iam::111122223333:user/${text}`, name: text },
      evidence: [{ source: text, field: text, value: { [text]: [text] } }],
      remediation: { text, cli: text },
      controls: [`nist-800-53-r5:${text}`],
      ...overrides,
    });
  return sampleReport({
    title: text,
    toolVersion: text,
    findings: [
      finding({ uid: "1".repeat(32) }),
      finding({ uid: "2".repeat(32), status: "UNKNOWN" }),
      finding({ uid: "3".repeat(32), status: "PASS" }),
      finding({ uid: "4".repeat(32), status: "NOT_APPLICABLE" }),
      finding({
        uid: "5".repeat(32),
        status: "SUPPRESSED",
        suppression: { owner: text, reason: text, expires: text, status: "FAIL" },
      }),
      finding({ uid: text, account: text, region: text, observedAt: text, firstSeen: text }),
    ],
    detections: [
      sampleDetection({
        rule: { id: text, title: text, level: "high", tags: [text, "attack.t1098", "attack.persistence"] },
        time: text,
        account: text,
        region: text,
        principal: { type: text, arn: text },
        sourceIp: text,
        targets: [{ type: text, name: text }],
        events: [{ eventId: text, eventName: text, eventSource: text, eventTime: text, file: text, index: 1 }],
        match: { [text]: text },
      }),
    ],
    problems: [{ code: "input.malformed", message: text, location: { file: text, line: 1 }, hint: text }],
    inputs: [{ source: text, file: text, sha256: text }],
  });
}

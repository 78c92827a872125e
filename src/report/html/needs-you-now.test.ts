import { expect, test } from "vitest";
import { sampleFinding, sampleReport } from "../views/report.fixture.ts";
import { renderHtml } from "./page.ts";

const noMfa = (name: string, severity: "critical" | "high", reason: string) =>
  sampleFinding({
    uid: name,
    severity,
    reason,
    resource: { type: "iam.user", arn: `arn:aws:iam::111122223333:user/${name}`, name },
  });

test("a reason is said of those whom it is true of", () => {
  const administrator = "The user has a password and no MFA device; it is an administrator.";
  const html = renderHtml(
    sampleReport({
      findings: [
        noMfa("ana", "critical", administrator),
        noMfa("bob", "critical", administrator),
        noMfa("eve", "high", "The user has a password and no MFA device; it is no administrator."),
      ],
      detections: [],
    }),
  );
  const now = /<section id="now".*?<\/section>/s.exec(html)?.[0] ?? "";
  expect(now).toContain(`${administrator}</p><p class="quiet">ana, bob; for other reasons eve</p>`);
});

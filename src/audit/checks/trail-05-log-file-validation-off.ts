import { type Check, defineCheck, type Verdict } from "../check.ts";
import { trail } from "../examples/example-builders.ts";

/** A trail without digests: nobody can show that its files are whole and unchanged. */
export const trail05LogFileValidationOff: Check<"trail"> = defineCheck({
  id: "TRAIL-05",
  title: "Log file validation is off",
  severity: "high",
  subject: "trail",
  needs: ["trails"],
  risk: "Whoever can write to the bucket can delete or rewrite logs, and nobody can show it.",
  remediation: {
    text: "Switch log file validation on; it holds for files from then on.",
    cli: "aws cloudtrail update-trail --name <TRAIL> --enable-log-file-validation",
  },
  references: ["https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html"],
  parameters: {},

  evaluate({ logFileValidation }): Verdict {
    const evidence = [{ source: "trails", field: "LogFileValidationEnabled", value: logFileValidation }];
    return logFileValidation
      ? { status: "PASS", reason: "Log file validation is on.", evidence }
      : { status: "FAIL", reason: "Log file validation is off: no digests are made.", evidence };
  },

  examples: [
    { name: "validation is on", given: trail(), expect: "PASS" },
    { name: "validation is off", given: trail({ logFileValidation: false }), expect: "FAIL" },
  ],
});

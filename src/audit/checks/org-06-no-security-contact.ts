import { type Check, defineCheck, type Verdict } from "../check.ts";
import { snapshot } from "../examples/example-builders.ts";

/** AWS has nobody to write to about security but the owner of the root address. */
export const org06NoSecurityContact: Check<"account"> = defineCheck({
  id: "ORG-06",
  title: "No security contact",
  severity: "low",
  subject: "account",
  needs: ["security-contact"],
  risk: "When AWS sees a key leaked or the account abused, its message goes to an address that perhaps nobody reads.",
  remediation: {
    text: "Name a security contact, at best a mailing list that is read at night too.",
    cli: "aws account put-alternate-contact --alternate-contact-type SECURITY --name <NAME> --title <TITLE> --email-address <ADDRESS> --phone-number <NUMBER>",
  },
  references: ["https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-alternate.html"],
  parameters: {},

  evaluate({ securityContact: contact }): Verdict {
    const email = contact === undefined || contact === "none" ? "" : contact.email;
    const evidence = [{ source: "security-contact", field: "EmailAddress", value: email === "" ? null : email }];
    if (contact === undefined)
      return { status: "UNKNOWN", reason: "The security contact was not read (account:GetAlternateContact)." };
    if (email === "") return { status: "FAIL", reason: "The account has no security contact.", evidence };
    return { status: "PASS", reason: "The account has a security contact.", evidence };
  },

  examples: [
    { name: "a contact", given: snapshot({ securityContact: { email: "security@example.com" } }), expect: "PASS" },
    { name: "none", given: snapshot({ securityContact: "none" }), expect: "FAIL" },
    { name: "not read", given: snapshot(), expect: "UNKNOWN" },
  ],
});

import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Operations, Output } from "../../call.ts";
import { constraintText, optionalText, textOf } from "../shared/input.ts";
import { ownAccountNeed, requireOwnAccount } from "./own-account.ts";

export const contactOperations: Operations = {
  GetAlternateContact: contactOperation("account:GetAlternateContact", getContact),
  PutAlternateContact: contactOperation("account:PutAlternateContact", putContact),
  DeleteAlternateContact: contactOperation("account:DeleteAlternateContact", (call, type) => {
    if (call.account.contacts.get(type) === undefined) throw noContact();
    call.account.contacts.delete(type);
    return {};
  }),
};

function contactOperation(action: string, run: (call: Call, type: string) => Output): Operation {
  return {
    needs: (call) => [
      ownAccountNeed(call, action, {
        "account:AlternateContactTypes": [textOf(call.input, "AlternateContactType")],
      }),
    ],
    run: (call) => {
      requireOwnAccount(call);
      const type = textOf(call.input, "AlternateContactType");
      if (!types.has(type)) {
        const constraint = "Member must satisfy enum value set: [BILLING, OPERATIONS, SECURITY]";
        throw new AwsError("ValidationException", constraintText("AlternateContactType", type, constraint));
      }
      return run(call, type);
    },
  };
}

const types: ReadonlySet<string> = new Set(["BILLING", "OPERATIONS", "SECURITY"]);

function getContact({ account }: Call, type: string): Output {
  const contact = account.contacts.get(type);
  if (contact === undefined) throw noContact();
  const { name, title, email, phone } = contact;
  return {
    AlternateContact: {
      Name: name,
      Title: title,
      EmailAddress: email,
      PhoneNumber: phone,
      AlternateContactType: type,
    },
  };
}

/** Source: AWS Account Management Reference Guide, PutAlternateContact. */
const patterns = {
  Name: /^.{1,64}$/su,
  Title: /^.{1,50}$/su,
  EmailAddress: /^[\w+=.#|!&-]+@[\w.-]+\.[\w]+$/,
  PhoneNumber: /^[\s0-9()+-]{1,25}$/,
} as const;

function putContact({ account, input }: Call, type: string): Output {
  for (const [member, pattern] of Object.entries(patterns)) {
    const value = optionalText(input, member) ?? "";
    if (pattern.test(value) && value.length <= 254) continue;
    const constraint = `Member must satisfy regular expression pattern: ${pattern.source}`;
    throw new AwsError("ValidationException", constraintText(member, value, constraint));
  }
  account.contacts.put(type, {
    type,
    name: textOf(input, "Name"),
    title: textOf(input, "Title"),
    email: textOf(input, "EmailAddress"),
    phone: textOf(input, "PhoneNumber"),
  });
  return {};
}

function noContact(): AwsError {
  return new AwsError("ResourceNotFoundException", "No contact of the inputted alternate contact type found.");
}

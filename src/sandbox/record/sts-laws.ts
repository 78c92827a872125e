import type { Call, Output, Trace } from "../call.ts";
import { isRecord } from "./parameters.ts";

/** Records of AssumeRole and its like name the role, tell its account, and say who came from outside. */
export function stsTrace(call: Call, output: Output | undefined): Trace {
  const { operation, input, account } = call;
  if (output === undefined || typeof input["RoleArn"] !== "string" || !/^AssumeRole/.test(operation)) return {};
  const roleAccount = input["RoleArn"].split(":")[4] ?? account.id;
  const role = { accountId: roleAccount, type: "AWS::IAM::Role", ARN: input["RoleArn"] };
  const provider =
    typeof input["PrincipalArn"] === "string"
      ? [{ accountId: roleAccount, type: "AWS::IAM::SAMLProvider", ARN: input["PrincipalArn"] }]
      : [];
  const outsider = outsiderOf(operation, output);
  return {
    resources: [role, ...provider],
    copies: [roleAccount],
    ...(outsider !== undefined && { userIdentity: outsider }),
  };
}

/** Whom a provider vouched for, where nobody signed. */
function outsiderOf(operation: string, output: Output): object | undefined {
  const { Provider, Audience, SubjectFromWebIdentityToken: user, NameQualifier, Subject } = output;
  if (operation === "AssumeRoleWithWebIdentity") {
    return {
      type: "WebIdentityUser",
      principalId: [Provider, Audience, user].join(":"),
      userName: user,
      identityProvider: Provider,
    };
  }
  if (operation !== "AssumeRoleWithSAML" || !isRecord(output)) return undefined;
  return {
    type: "SAMLUser",
    principalId: [NameQualifier, Subject].join(":"),
    userName: Subject,
    identityProvider: NameQualifier,
  };
}

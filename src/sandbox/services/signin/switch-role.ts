import { authorize } from "../../authorize/index.ts";
import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Output, Trace } from "../../call.ts";
import { recordTime } from "../../record/parameters.ts";
import { userIdentityOf } from "../../record/user-identity.ts";
import { assumeRole } from "../sts/assume-role.ts";
import { callerInForm } from "./federation.ts";
import { consoleHome, failed, formField, succeeded } from "./page.ts";

/**
 * `POST /switchrole`: who is signed in takes another role, `roleName` of `account`. Signed with the credentials of the one who
 * switches, or with them in `Session` as the federation endpoint has them. CloudTrail records the AssumeRole that the console
 * makes, and the switch in the role's account.
 *
 * Source: IAM User Guide, "Switch to a role (console)".
 */
export const switchRole: Operation = {
  run(call) {
    const switching = assuming(call);
    switches.set(call, switching);
    try {
      const needs = assumeRole.needs?.(switching.assume) ?? [];
      authorize(switching.assume, needs);
      switches.set(call, { ...switching, output: assumeRole.run(switching.assume) });
      return succeeded(redirectOf(call));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      switches.set(call, { ...switching, error });
      return failed("Invalid information in one or more fields. Check your information or contact your administrator.");
    }
  },
  trace(call) {
    const switching = switches.get(call);
    if (switching === undefined) return [];
    const { output } = switching;
    return output === undefined
      ? [assumeRecord(switching)]
      : [assumeRecord(switching), switchRecord(call, switching, output)];
  },
};

interface Switching {
  /** The call that the console makes for the user. */
  readonly assume: Call;
  readonly from: string;
  readonly output?: Output;
  readonly error?: AwsError;
}

/** What `run` did, for the record. */
const switches: WeakMap<Call, Switching> = new WeakMap();

function assuming(call: Call): Switching {
  const caller = call.caller.kind === "anonymous" ? callerInForm(call) : call.caller;
  if (caller.kind !== "user" && caller.kind !== "session" && caller.kind !== "root") {
    throw new AwsError("InvalidRequest", "Nobody is signed in", 400);
  }
  const [account = "", roleName = ""] = [formField(call.input, "account"), formField(call.input, "roleName")];
  const accountId = /^\d{12}$/.test(account) ? account : (accountWithAlias(call, account) ?? account);
  const from = fromArn(call, caller);
  return {
    from,
    assume: {
      ...call,
      service: "sts",
      operation: "AssumeRole",
      account: call.world.addAccount(caller.account),
      caller,
      input: {
        RoleArn: roleArn(call, accountId, roleName),
        RoleSessionName: from.slice(from.lastIndexOf("/") + 1),
      },
    },
  };
}

function fromArn({ world }: Call, caller: Extract<Call["caller"], { readonly account: string }>): string {
  if (caller.kind === "session") return caller.session.arn;
  const account = caller.account;
  if (caller.kind === "root") return `arn:aws:iam::${account}:root`;
  return (
    world.accounts.get(account)?.users.get(caller.name.toLowerCase())?.arn ??
    `arn:aws:iam::${account}:user/${caller.name}`
  );
}

/** The form has names without paths. */
function roleArn({ world }: Call, accountId: string, roleName: string): string {
  const role = world.accounts.get(accountId)?.roles.get(roleName.slice(roleName.lastIndexOf("/") + 1).toLowerCase());
  return role?.arn ?? `arn:aws:iam::${accountId}:role/${roleName}`;
}

function accountWithAlias({ world }: Call, alias: string): string | undefined {
  for (const account of world.accounts.values()) if (account.alias.get("alias") === alias) return account.id;
  return undefined;
}

function assumeRecord({ assume, output, error }: Switching): Trace {
  const { RoleArn, RoleSessionName } = assume.input;
  const accountId = String(RoleArn).split(":")[4] ?? "";
  return {
    recipient: assume.account.id,
    eventSource: "sts.amazonaws.com",
    eventName: "AssumeRole",
    eventType: "AwsApiCall",
    readOnly: true,
    region: assume.region,
    sourceIPAddress: "AWS Internal",
    userAgent: "AWS Internal",
    userIdentity: { ...userIdentityOf(assume), invokedBy: "AWS Internal" },
    requestParameters: output === undefined ? null : { roleArn: RoleArn, roleSessionName: RoleSessionName },
    responseElements: output === undefined ? null : recordedAnswer(assume, output),
    ...(error !== undefined && { errorCode: error.shape, errorMessage: error.message }),
    ...(output !== undefined && {
      resources: [{ accountId, type: "AWS::IAM::Role", ARN: String(RoleArn) }],
      copies: [accountId],
    }),
  };
}

function recordedAnswer({ world }: Call, output: Output): object {
  const session = sessionIn(output, world);
  return {
    credentials: {
      accessKeyId: session?.id,
      sessionToken: session?.token,
      expiration: recordTime(new Date(session?.expiresAt ?? 0)),
    },
    assumedRoleUser: { assumedRoleId: `${session?.issuerId}:${session?.sessionName}`, arn: session?.arn },
  };
}

function switchRecord(call: Call, { from, assume }: Switching, output: Output): Trace {
  const session = sessionIn(output, assume.world);
  const accountId = String(assume.input["RoleArn"]).split(":")[4] ?? "";
  return {
    recipient: accountId,
    eventName: "SwitchRole",
    region: "us-east-1",
    requestParameters: null,
    responseElements: { SwitchRole: "Success" },
    additionalEventData: { SwitchFrom: from, RedirectTo: redirectOf(call) },
    userIdentity: {
      type: "AssumedRole",
      principalId: `${session?.issuerId}:${session?.sessionName}`,
      arn: session?.arn,
      accountId,
    },
  };
}

function sessionIn(output: Output, world: Call["world"]): ReturnType<Call["world"]["sessions"]["get"]> {
  const credentials = output["Credentials"];
  const id =
    typeof credentials === "object" && credentials !== null && "AccessKeyId" in credentials
      ? String(credentials.AccessKeyId)
      : "";
  return world.sessions.get(id);
}

function redirectOf({ input }: Call): string {
  return formField(input, "redirect_uri") ?? consoleHome;
}

import type { Call, Operations, Output } from "../../call.ts";
import { flag, text } from "./fields.ts";
import { paging, pathPrefix, userName } from "./names.ts";
import { onAccount, onUser } from "./needs.ts";
import { operation } from "./operation.ts";
import { userOrCaller } from "./who.ts";

/** Kinds of credentials that nobody can make here: what auditors ask about, with the true answer that there are none. */
export const otherCredentialOperations: Operations = {
  ListSSHPublicKeys: none("SSHPublicKeys"),
  ListSigningCertificates: none("Certificates"),

  ListServiceSpecificCredentials: operation({
    members: { UserName: userName, ServiceName: text({}), AllUsers: flag, ...paging },
    needs: (call, { UserName, AllUsers }) => (AllUsers === true ? onAccount(call) : onUser(call, UserName)),
    run(call, { UserName, AllUsers = false }) {
      if (!AllUsers) userOrCaller(call, UserName);
      return { ServiceSpecificCredentials: [], IsTruncated: false };
    },
  }),

  ListServerCertificates: operation({
    members: { PathPrefix: pathPrefix, ...paging },
    needs: onAccount,
    run: () => ({ ServerCertificateMetadataList: [], IsTruncated: false }),
  }),
};

function none(member: string): ReturnType<typeof operation> {
  return operation({
    members: { UserName: userName, ...paging },
    needs: (call, { UserName }) => onUser(call, UserName),
    run(call: Call, { UserName }): Output {
      userOrCaller(call, UserName);
      return { [member]: [], IsTruncated: false };
    },
  });
}

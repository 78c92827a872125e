import { allPages, listAnswers } from "../all-pages.ts";
import { answerText, errorText } from "../answer-text.ts";
import { askEach } from "../ask-each.ts";
import type { CollectContext, Collected, CollectedAnswer, Collector } from "../collector.ts";

/**
 * SSH public keys, which IAM lists by user only: of up to 25 users, and of all of them where each is asked about anyway. What
 * was not asked is a gap.
 */
export const sshPublicKeys: Collector = {
  id: "ssh-public-keys",
  features: ["core", "usage"],
  actions: ["iam:ListSSHPublicKeys"],
  stage: 2,
  collect: collectKeys,
};

const maxUsers = 25;

async function collectKeys(context: CollectContext): Promise<Collected> {
  const { session, found, features, isProbe, concurrency } = context;
  const { client, sdk } = await session.connection.iam();
  const limit = isProbe ? 1 : features.includes("usage") ? found.users.length : maxUsers;
  const lists = await askEach(found.users.slice(0, limit), concurrency, ({ name, arn }) => {
    const call = {
      action: "iam:ListSSHPublicKeys",
      resource: arn,
      unknown: "which SSH public keys users have",
      answers: ["NoSuchEntityException"],
    };
    const input = { UserName: name, MaxItems: 1000 };
    return session.ask(call, (o) => client.send(new sdk.ListSSHPublicKeysCommand(input), o));
  });
  return {
    answers: lists.map(({ item, asked }): CollectedAnswer => {
      // A user who is gone has none.
      const text = asked.ok ? answerText(asked.value) : asked.isAnswer ? '{"SSHPublicKeys":[]}' : errorText(asked);
      return { source: "ssh-public-keys", subject: item.arn, text };
    }),
  };
}

/** Passwords and API keys for single services, of all users in one list. */
export const serviceSpecificCredentials: Collector = {
  id: "service-specific-credentials",
  features: ["core"],
  actions: ["iam:ListServiceSpecificCredentials"],
  stage: 1,
  async collect({ session, isProbe }) {
    const { client, sdk } = await session.connection.iam();
    const call = {
      action: "iam:ListServiceSpecificCredentials",
      unknown: "which users have passwords or API keys for CodeCommit, Amazon Keyspaces, CloudWatch or Bedrock",
    };
    const pages = await allPages(
      (Marker) =>
        session.ask(call, async (o) => {
          const input = { AllUsers: true, MaxItems: 1000, Marker };
          const page = await client.send(new sdk.ListServiceSpecificCredentialsCommand(input), o);
          return { items: page.ServiceSpecificCredentials, next: page.Marker };
        }),
      isProbe,
    );
    return {
      answers: listAnswers({ source: "service-specific-credentials" }, "ServiceSpecificCredentials", pages),
    };
  },
};

/** Certificates that were uploaded to IAM. */
export const serverCertificates: Collector = {
  id: "server-certificates",
  features: ["core"],
  actions: ["iam:ListServerCertificates"],
  stage: 1,
  async collect({ session, isProbe }) {
    const { client, sdk } = await session.connection.iam();
    const call = { action: "iam:ListServerCertificates", unknown: "which certificates IAM holds, and when they end" };
    const pages = await allPages(
      (Marker) =>
        session.ask(call, async (o) => {
          const page = await client.send(new sdk.ListServerCertificatesCommand({ MaxItems: 1000, Marker }), o);
          return { items: page.ServerCertificateMetadataList, next: page.Marker };
        }),
      isProbe,
    );
    return { answers: listAnswers({ source: "server-certificates" }, "ServerCertificateMetadataList", pages) };
  },
};

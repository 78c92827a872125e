import type { AssumeRoleCommandOutput, STSClient } from "@aws-sdk/client-sts";
import { Problem } from "../../model/index.ts";
import { whyFailed } from "./why-failed.ts";

/** Credentials as the SDK takes them. */
export interface TakenCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
  /** Names of the SDK's providers that they come from, such as `CREDENTIALS_ENV_VARS`. */
  readonly $source?: { readonly [name: string]: string };
}

/** Gives credentials, new ones when the last are about to expire. */
export type CredentialsSource = () => Promise<TakenCredentials>;

/** A role as `--role-arn`, `--external-id` and `--mfa-serial` name it. */
export interface RoleToAssume {
  readonly arn: string;
  readonly externalId?: string;
  readonly mfaSerial?: string;
}

/** Takes on a role; the credentials are kept until five minutes before they expire, since a MFA code works only once. */
export function assumeRole(
  sts: STSClient,
  sdk: typeof import("@aws-sdk/client-sts"),
  role: RoleToAssume,
  mfaCode: ((serial: string) => Promise<string>) | undefined,
): CredentialsSource {
  let taken: Promise<TakenCredentials> | undefined;
  let until = 0;
  return () => {
    if (taken === undefined || Date.now() > until) {
      until = Number.POSITIVE_INFINITY;
      taken = take();
      // A refusal is answered to all who wait, and the next one asks again.
      taken.then(
        ({ expiration }) => {
          until = (expiration?.getTime() ?? Number.POSITIVE_INFINITY) - 300_000;
        },
        () => {
          until = 0;
        },
      );
    }
    return taken;
  };

  async function take(): Promise<TakenCredentials> {
    const { Credentials: given } = await ask().catch((error: unknown) => {
      const { reason, message } = whyFailed(error);
      // Its refusal must not be taken for that of the call that the credentials were for.
      if (error instanceof Problem || reason === "unreachable" || reason === "interrupted") throw error;
      throw new Problem(
        "aws.credentials",
        `The role ${role.arn} cannot be taken on: ${message.replace(/[.\s]+$/, "")}.`,
        {
          hint: "See whether its trust policy lets you in, and whether it wants --external-id or --mfa-serial.",
          cause: error,
        },
      );
    });

    return {
      accessKeyId: given?.AccessKeyId ?? "",
      secretAccessKey: given?.SecretAccessKey ?? "",
      sessionToken: given?.SessionToken ?? "",
      ...(given?.Expiration !== undefined && { expiration: given.Expiration }),
    };
  }

  async function ask(): Promise<AssumeRoleCommandOutput> {
    const TokenCode = role.mfaSerial === undefined ? undefined : await code(role.mfaSerial);
    return sts.send(
      new sdk.AssumeRoleCommand({
        RoleArn: role.arn,
        RoleSessionName: "trailproof",
        ...(role.externalId !== undefined && { ExternalId: role.externalId }),
        ...(role.mfaSerial !== undefined && { SerialNumber: role.mfaSerial, TokenCode }),
      }),
    );
  }

  function code(serial: string): Promise<string> {
    if (mfaCode !== undefined) return mfaCode(serial);
    throw new Problem("aws.credentials", `The role ${role.arn} wants a code of the MFA device ${serial}.`, {
      hint: "Run it in a terminal, which asks for the code.",
    });
  }
}

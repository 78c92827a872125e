import { totpCode } from "../../services/iam/totp.ts";
import type { Scene } from "../story.ts";
import { nobody } from "./callers.ts";
import { passwordOf } from "./passwords.ts";
import { accountId, rootEmail } from "./workload.ts";

/** Somebody signs in to the console, with a code where a device is enabled. An Error when the right password is refused. */
export function signIn(scene: Scene, username: string, password: string = passwordOf(username)): void {
  const serial = scene.account.users.get(username)?.mfa[0]?.serial;
  authenticate(scene, { account: accountId, username, password }, serial, password === passwordOf(username));
}

export function signInAsRoot(scene: Scene): void {
  const serial = scene.account.root.get("root")?.mfa?.serial;
  authenticate(scene, { email: rootEmail, password: passwordOf("root") }, serial, true);
}

function authenticate(
  scene: Scene,
  form: { readonly [field: string]: string },
  serial: string | undefined,
  mustWork: boolean,
): void {
  const action = { action: "account" in form ? "iam-user-authentication" : "root-user-authentication", ...form };
  const first = scene.ask(nobody, "signin", "Authenticate", action);
  const seed = serial === undefined ? undefined : scene.account.mfaDevices.get(serial)?.seed;
  const last =
    seed === undefined
      ? first
      : scene.ask(nobody, "signin", "Authenticate", { ...action, mfacode: totpCode(seed, scene.now) });
  // As the sign-in page answers.
  const { result } = last["properties"] as { result: string };
  if (mustWork && result !== "SUCCESS") throw new Error(`${form["username"] ?? "root"} cannot sign in: ${result}`);
}

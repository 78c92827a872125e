import { join } from "node:path";

type Environment = Record<string, string | undefined>;

/**
 * Does the work with an environment in which nothing of the user's AWS is: no variable, no profile, no file, no proxy on the way to
 * this machine. What the work changes of it is undone at the end. `folder` takes temporary files, too.
 */
export async function withDemoEnvironment<T>(
  environment: Environment,
  folder: string,
  work: (use: (more: { readonly [name: string]: string }) => void) => Promise<T>,
): Promise<T> {
  const before = new Map(Object.entries(environment));
  const use = (more: { readonly [name: string]: string }): void => void Object.assign(environment, more);
  for (const name of before.keys()) if (isAws.test(name)) delete environment[name];
  use({
    // Files that are not there are empty to the SDK.
    AWS_CONFIG_FILE: join(folder, "no-config"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "no-credentials"),
    AWS_EC2_METADATA_DISABLED: "true",
    NO_PROXY: "127.0.0.1",
    no_proxy: "127.0.0.1",
    TMPDIR: folder,
    TEMP: folder,
    TMP: folder,
  });
  try {
    return await work(use);
  } finally {
    for (const name of Object.keys(environment)) if (!before.has(name)) delete environment[name];
    Object.assign(environment, Object.fromEntries(before));
  }
}

/** Names are the same in any case on Windows. */
const isAws = /^AWS_/i;

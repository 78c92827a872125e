import { isJsonObject, type Json, type JsonObject, ownObject, ownText, ownValue } from "../model/index.ts";

/** What `about.json` says: whence and how the pack was made. */
export interface About {
  readonly tool: { readonly name: string; readonly version: string };
  /** By the clock of the machine. ISO 8601, UTC. */
  readonly packedAt: string;
  /** As it was given; what may be a credential is left out. */
  readonly command: readonly string[];
  /** ARN of who asked AWS; null: nobody did, or it is not known. */
  readonly caller: string | null;
  readonly account: string | null;
  /** The key that signs: its fingerprint as SSH writes it, or the public key of minisign; null: nobody does. */
  readonly signer: string | null;
  readonly snapshot: { readonly takenAt: string; readonly clock: string } | null;
  readonly inputs: readonly PackedInput[];
  /** Every file that findings and detections cite. */
  readonly cited: readonly CitedFile[];
  /** Rules of the detections, and frameworks; `sha256` is null for what does not come with the tool. */
  readonly rules: readonly { readonly id: string; readonly file: string | null; readonly sha256: string | null }[];
  readonly frameworks: readonly { readonly file: string; readonly sha256: string }[];
  /** What could not be read or packed: sentences. */
  readonly problems: readonly string[];
}

/** A file that something in the pack was made of. */
export interface PackedInput {
  readonly source: string;
  readonly file: string;
  readonly sha256: string;
  /** In the pack; null: it is not. */
  readonly path: string | null;
}

export interface CitedFile {
  /** As findings and detections name it. */
  readonly file: string;
  /** In the pack; null: it is not. */
  readonly path: string | null;
}

export const aboutPath = "about.json";

export function aboutText(about: About): string {
  return `${JSON.stringify({ schemaVersion: 1, kind: "evidence-pack", ...about }, null, 2)}\n`;
}

/** What a check of a pack needs of it. Undefined: it is no such file. */
export function parseAbout(text: string): Pick<About, "signer" | "cited"> | undefined {
  const value = parseJson(text);
  if (!isJsonObject(value) || ownValue(value, "kind") !== "evidence-pack") return undefined;
  return {
    signer: ownText(value, "signer") ?? null,
    cited: listIn(value, "cited").map((one) => ({
      file: ownText(one, "file") ?? "",
      path: ownText(one, "path") ?? null,
    })),
  };
}

/** Hashes of the answers that a snapshot was made of, by the name of the source. */
export function originsOf(snapshot: JsonObject): readonly { readonly source: string; readonly sha256: string }[] {
  const sources = ownObject(snapshot, "sources") ?? {};
  return Object.keys(sources).flatMap((source) =>
    listIn(ownObject(sources, source) ?? {}, "origins").map((one) => ({
      source,
      sha256: ownText(one, "sha256") ?? "",
    })),
  );
}

/** The arguments without what may be a credential: keys of AWS, passwords in addresses, values of flags that say they are secret. */
export function withoutCredentials(args: readonly string[]): readonly string[] {
  return args.map((arg, index) => {
    const flag = args[index - 1] ?? "";
    if (/^--?\S*(secret|password(?!-policy)|passphrase|token|external-id)\S*$/i.test(flag)) return hidden;
    return arg
      .replace(/^(--?[^=\s]*(?:secret|password(?!-policy)|passphrase|token|external-id)[^=\s]*=).*$/is, `$1${hidden}`)
      .replaceAll(/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, hidden)
      .replaceAll(/(?<![A-Za-z0-9/+])[A-Za-z0-9+]{20}[A-Za-z0-9/+]{20}(?![A-Za-z0-9/+.])/g, hidden)
      .replaceAll(/:\/\/[^/@\s]+@/g, `://${hidden}@`)
      .replaceAll(/([?&]X-Amz-(?:Signature|Security-Token|Credential)=)[^&\s]*/gi, `$1${hidden}`);
  });
}

const hidden = "(left out)";

function listIn(object: JsonObject, name: string): readonly JsonObject[] {
  const list = ownValue(object, name);
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

function parseJson(text: string): Json | undefined {
  try {
    // JSON.parse gives nothing but JSON values.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

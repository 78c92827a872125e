import { verifyEvidence } from "../../app/evidence/evidence-verify.ts";
import { type EvidenceFormat, renderEvidence } from "../../report/index.ts";
import { type Io, usesColor, usesUnicode } from "../io.ts";
import type { CommonOptions } from "../options.ts";

export interface EvidenceVerifyOptions extends CommonOptions {
  readonly publicKeys?: readonly string[];
  readonly signer?: string;
  readonly offline?: boolean;
  readonly output: EvidenceFormat;
}

/** `evidence verify`: 3 when a link does not hold, 4 when there is no pack. */
export async function runEvidenceVerify(pack: string, options: EvidenceVerifyOptions, io: Io): Promise<number> {
  const { publicKeys = [], signer, output, color, verbose } = options;
  const links = await verifyEvidence(pack, { publicKeys, ...(signer !== undefined && { signer }) });
  const { stdout } = io;
  const terminal = { color: usesColor(stdout, io, color), unicode: usesUnicode(io), verbose };
  for (const text of renderEvidence(output, { pack, links }, terminal)) {
    // A slow reader does not make the report pile up in memory.
    if (stdout.write(text) === false) await new Promise<void>((resolve) => stdout.once?.("drain", resolve));
  }
  return links.some(({ verdict }) => verdict === "invalid") ? 3 : 0;
}

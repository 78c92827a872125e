import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { About } from "../../evidence/index.ts";
import { builtinFiles, builtinName, textDigest } from "../rules/builtin-rules.ts";
import { packageRoot } from "../version.ts";

/** The files of rules by their ids, each once; a rule that does not come with the package has none. */
export function ruleHashes(ids: readonly string[]): About["rules"] {
  const wanted = [...new Set(ids)].sort();
  if (wanted.length === 0) return [];
  const byId = new Map<string, { readonly file: string; readonly sha256: string }>();
  for (const path of builtinFiles()) {
    const text = readFileSync(path, "utf8");
    const found = { file: builtinName(path), sha256: textDigest(text) };
    for (const [, id = ""] of text.matchAll(/^id: *['"]?([^\s'"]+)/gm)) byId.set(id, found);
  }
  return wanted.map((id) => ({ id, file: byId.get(id)?.file ?? null, sha256: byId.get(id)?.sha256 ?? null }));
}

export function frameworkHashes(ids: readonly string[]): About["frameworks"] {
  return ids.map((id) => {
    const file = `frameworks/${id}.yml`;
    return {
      file,
      sha256: createHash("sha256")
        .update(readFileSync(new URL(file, packageRoot)))
        .digest("hex"),
    };
  });
}

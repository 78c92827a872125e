/**
 * The id of a control as OSCAL tokens allow it: the ids of NIST's own catalogues where there are some (`ac-2.3`,
 * `SP_800_171_03.01.01`), else the framework's with what a token forbids replaced.
 */
export function controlId(framework: string, id: string): string {
  if (framework === "nist-800-53-r5") return id.toLowerCase().replace("(", ".").replace(")", "");
  if (framework === "nist-800-171-r3") return `SP_800_171_${id}`;
  const token = id.replace(/[^\p{L}\p{N}._-]+/gu, ".").replace(/[.]+$/, "");
  return /^[\p{L}_]/u.test(token) ? token : `_${token}`;
}

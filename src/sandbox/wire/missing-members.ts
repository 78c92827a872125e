import type { Shape, StructureShape } from "./shape.ts";

/** Paths of what the model requires and the input has not, as AWS writes them: `tags.1.member.key`. */
export function missingMembers(shape: StructureShape, input: unknown, path = ""): readonly string[] {
  const missing: string[] = [];
  for (const member of shape.members) {
    // Inputs were read by this shape.
    const value = (input as Readonly<Record<string, unknown>>)[member.name];
    const name = member.name.charAt(0).toLowerCase() + member.name.slice(1);
    const memberPath = path === "" ? name : `${path}.${name}`;
    if (value !== undefined) missing.push(...missingInside(member.shape, value, memberPath));
    else if (member.required) missing.push(memberPath);
  }
  return missing;
}

/** `1 validation error detected: Value null at 'userName' failed to satisfy constraint: Member must not be null` */
export function missingMessage(paths: readonly string[]): string {
  const each = paths.map((path) => `Value null at '${path}' failed to satisfy constraint: Member must not be null`);
  return `${paths.length} validation error${paths.length === 1 ? "" : "s"} detected: ${each.join("; ")}`;
}

function missingInside(shape: Shape, value: unknown, path: string): readonly string[] {
  if (shape.kind === "structure") return missingMembers(shape, value, path);
  if (shape.kind === "list" && Array.isArray(value)) {
    if (!isCompound(shape.item.shape)) return [];
    return value.flatMap((item, index) => missingInside(shape.item.shape, item, `${path}.${index + 1}.member`));
  }
  return [];
}

function isCompound({ kind }: Shape): boolean {
  return kind === "structure" || kind === "list";
}

import { type LintContext, type PlacedText, type StatementNode, textsOf } from "./lint-context.ts";
import { error, type Note, quoted, warning } from "./lint-message.ts";
import { nearest, suggestion } from "./nearest.ts";
import type { JsonMember } from "./read-json.ts";

/** `Principal` and `NotPrincipal`: not in identity policies, and needed in all others. */
export function lintPrincipals({ at, elements }: StatementNode, { use }: LintContext): readonly Note[] {
  const [plain, negated] = [elements.get("Principal"), elements.get("NotPrincipal")];
  const given = plain ?? negated;
  if (given === undefined) {
    return use === "identity" ? [] : [error("element.missing", at, "The statement has no Principal.")];
  }
  if (use === "identity") {
    const message = `An identity policy has no ${given.name}: it stands for whoever has it.`;
    return [error("principal.unexpected", given.at, message)];
  }
  const notes: Note[] = [];
  if (plain !== undefined && negated !== undefined) {
    const message = "A statement has Principal or NotPrincipal, not both.";
    notes.push(error("element.conflict", Math.max(plain.at, negated.at), message));
  }
  const effect = elements.get("Effect")?.value;
  if (negated !== undefined && effect?.kind === "text" && effect.value === "Allow") {
    const message = "NotPrincipal with Allow gives access to everybody else, also to anonymous callers.";
    notes.push(warning("principal.allow-not", negated.at, message));
  }
  return [...notes, ...lintPrincipal(given)];
}

const types: readonly string[] = ["AWS", "Service", "Federated", "CanonicalUser"];

function lintPrincipal({ name, value }: JsonMember): readonly Note[] {
  if (value.kind === "text" && value.value === "*") return [];
  if (value.kind !== "object") {
    return [error("principal.form", value.at, `${name} is neither "*" nor an object such as {"AWS": "..."}.`)];
  }
  return value.members.flatMap((member) => {
    if (!types.includes(member.name)) {
      const better = suggestion(nearest(member.name, types));
      return [error("principal.form", member.at, `There is no kind of principal ${quoted(member.name)}.${better}`)];
    }
    const items = member.value.kind === "list" ? member.value.items : [member.value];
    return [
      ...items
        .filter(({ kind }) => kind !== "text")
        .map((item) => error("json.wrong-type", item.at, `${member.name} is a text or a list of texts.`)),
      ...textsOf(member.value).flatMap((text) => lintName(member.name, text)),
    ];
  });
}

function lintName(type: string, { text, at }: PlacedText): readonly Note[] {
  const isKnown = forms.get(type)?.test(text) ?? true;
  if (isKnown) return [];
  if (type === "AWS" && text.includes("*")) {
    const message = `${quoted(text)}: a principal has no wildcards, but for * alone. Conditions on aws:PrincipalArn take them.`;
    return [error("principal.form", at, message)];
  }
  return [error("principal.form", at, `${quoted(text)} is not the form of a principal of the kind ${type}.`)];
}

/** A principal that was deleted stays as its unique id. */
const forms: ReadonlyMap<string, RegExp> = new Map([
  ["AWS", /^(?:\*|\d{12}|A[A-Z0-9]{15,}|arn:[\w-]+:(?:iam|sts)::(?:\d{12}|cloudfront):[^*]+)$/],
  ["Service", /^(?:\*|[\w.-]+\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.internal|aws\.dev))$/],
]);

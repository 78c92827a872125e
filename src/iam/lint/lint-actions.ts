import type { ActionCatalogue } from "../catalogue/index.ts";
import { oncePerKey } from "../once.ts";
import { expanded, type LintContext, type PlacedText, type StatementNode, textsOf } from "./lint-context.ts";
import { error, type Note, quoted, warning } from "./lint-message.ts";
import { nearest, suggestion } from "./nearest.ts";

/** The names and patterns of `Action` or `NotAction`, each by itself. */
export function lintActions({ elements }: StatementNode, context: LintContext): readonly Note[] {
  return ["Action", "NotAction"].flatMap((name) =>
    textsOf(elements.get(name)?.value).flatMap((action) => lintAction(action, context)),
  );
}

function lintAction({ text, at }: PlacedText, context: LintContext): readonly Note[] {
  if (text === "*") return [];
  const form = /^([\w*?.-]+):([\w*?-]+)$/.exec(text);
  if (form === null) {
    const message = `${quoted(text)} is not an action: AWS writes them as service:Name, for example s3:GetObject.`;
    return [error("action.form", at, message)];
  }
  const { catalogue } = context;
  const found = expanded(text, context);
  if (found === undefined) return [];
  if (found.empty.length > 0) {
    const service = unknownService(form[1] ?? "", catalogue);
    return [warning("action.no-match", at, `${quoted(text)} matches no action.${service}`)];
  }
  if (found.unknown.length === 0) return [];
  const isSuggested = context.budget.suggestions > 0;
  context.budget.suggestions -= 1;
  const better = isSuggested ? suggestion(likeActions(catalogue)(text)) : "";
  return [warning("action.unknown", at, `AWS lists no action ${quoted(text)}.${better}`)];
}

function unknownService(prefix: string, catalogue: ActionCatalogue): string {
  if (/[*?]/.test(prefix) || catalogue.service(prefix) !== undefined) return "";
  const better = suggestion(nearest(prefix, servicePrefixes(catalogue)));
  return ` There is no service ${quoted(prefix)}.${better}`;
}

/** Many documents make the same mistake, and to look through all services for a name like it takes long. */
const likeActions: (catalogue: ActionCatalogue) => (text: string) => string | undefined = oncePerKey((catalogue) => {
  const found = new Map<string, string | undefined>();
  return (text) => {
    if (found.has(text)) return found.get(text);
    const like = likeAction(text, catalogue);
    if (found.size >= maxRemembered) found.clear();
    found.set(text, like);
    return like;
  };
});

const maxRemembered = 2_000;

/** The same name in another service, or a name of the service that is like it. */
function likeAction(text: string, catalogue: ActionCatalogue): string | undefined {
  const colon = text.indexOf(":");
  const [prefix, name] = [text.slice(0, colon), text.slice(colon + 1)];
  const service = catalogue.service(prefix) ?? catalogue.service(nearest(prefix, servicePrefixes(catalogue)) ?? "");
  if (service === undefined) return undefined;
  const names = service.actions.map((action) => action.name.slice(service.prefix.length + 1));
  const like = nearest(name, names);
  if (like !== undefined) return `${service.prefix}:${like}`;
  const elsewhere = servicePrefixes(catalogue).flatMap((other) => catalogue.action(`${other}:${name}`)?.name ?? []);
  return elsewhere.length === 1 ? elsewhere[0] : undefined;
}

function servicePrefixes({ services }: ActionCatalogue): readonly string[] {
  return services.map(({ prefix }) => prefix);
}

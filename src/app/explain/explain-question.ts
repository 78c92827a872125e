import {
  type ActionCatalogue,
  actionCatalogue,
  type CatalogueAction,
  expandActions,
  matchArnFormat,
} from "../../iam/index.ts";
import { arnName, type Identities, Problem, parseArn } from "../../model/index.ts";
import { nearestName } from "../nearest-name.ts";

/** The action as the catalogue writes it. Throws a {@link Problem} for patterns and for what it does not list. */
export function knownAction(name: string): CatalogueAction {
  const catalogue = actionCatalogue();
  const known = catalogue.action(name);
  if (known !== undefined) return known;
  if (/[*?]/.test(name)) throw pattern(name, catalogue);
  throw name.indexOf(":") < 1 ? withoutService(name, catalogue) : unknown(name, catalogue);
}

function withoutService(name: string, { services }: ActionCatalogue): Problem {
  const has = (prefix: string): boolean => actionCatalogue().action(`${prefix}:${name}`) !== undefined;
  // The service with the most actions is the most likely one.
  const whole = services
    .filter(({ prefix }) => has(prefix))
    .toSorted((a, b) => b.actions.length - a.actions.length)
    .map(({ prefix }) => `${prefix}:${name}`);
  return new Problem("cli.usage", `'${name}' is no action: it is written service:Name.`, {
    hint: whole.length === 0 ? "For example s3:GetObject." : `Did you mean ${whole.slice(0, 3).join(" or ")}?`,
  });
}

function unknown(name: string, catalogue: ActionCatalogue): Problem {
  const { date, services } = catalogue;
  const prefix = name.slice(0, name.indexOf(":"));
  const service = catalogue.service(prefix);
  const [message, near] =
    service === undefined
      ? [
          `'${prefix}' is no service that the action catalogue of ${date} knows.`,
          nearestName(
            prefix,
            services.map((one) => one.prefix),
          ),
        ]
      : [
          `'${name}' is no action: the action catalogue of ${date} knows none of this name in ${service.prefix}.`,
          nearestName(
            name,
            service.actions.map((action) => action.name),
          ),
        ];
  return new Problem("cli.usage", message, near === undefined ? {} : { hint: `Did you mean '${near}'?` });
}

function pattern(name: string, catalogue: ActionCatalogue): Problem {
  const service = catalogue.service(name.replace(/[:*?].*$/, ""));
  const matched = name.includes(":") ? expandActions([name], catalogue).actions.names() : [];
  const [example = service?.actions[0]?.name ?? "s3:GetObject"] = matched;
  const count = matched.length > 1 ? `It stands for ${matched.length} actions; name` : "Name";
  return new Problem("cli.usage", `'${name}' is a pattern, and a request is about one action.`, {
    hint: `${count} one, such as ${example}.`,
  });
}

/** Sentences about a resource that the action cannot have: then the answer is about nothing that AWS would ask. */
export function resourceNotes({ name, resources }: CatalogueAction, resource: string): readonly string[] {
  if (resource === "*") {
    const required = resources.filter((candidate) => candidate.required);
    const needed = (required.length === 0 ? resources : required).map(({ type }) => type.name).toReversed();
    return needed.length === 0
      ? []
      : [
          `${name} is done to a resource (${needed.join(", ")}); what is allowed for some of them only is not seen with '*'.`,
        ];
  }
  if (parseArn(resource) === undefined) return [`'${resource}' is no ARN, so that no ARN in a policy matches it.`];
  if (resources.length === 0) return [`${name} takes no resource: AWS asks for it with '*'.`];
  const formats = resources.flatMap(({ type }) => type.arnFormats);
  const isTaken =
    /[*?]/.test(resource) || formats.some((format) => format === "*" || matchArnFormat(format, resource) !== undefined);
  if (isTaken) return [];
  const known = resources.map(({ type }) => `${type.name} (${type.arnFormats[0] ?? "*"})`);
  return [
    `${name} does not take such a resource: it takes ${known.slice(0, 3).join(", ")}${known.length > 3 ? ", ..." : ""}.`,
  ];
}

/** The ARN alone is not enough where two have the name. */
export function twiceNotes({ users, roles }: Identities, arn: string): readonly string[] {
  const kind = arn.includes(":user/") ? users : roles;
  const account = parseArn(arn)?.account;
  const name = arnName(arn).toLowerCase();
  const others = kind.filter(
    (other) => other.arn !== arn && other.name.toLowerCase() === name && parseArn(other.arn)?.account === account,
  );
  return others.map(
    (other) => `The inputs also have ${other.arn}: names are unique in an account, so that one of them is gone.`,
  );
}

/**
 * A part of an ARN format: plain text, or a variable. `${BucketName}` of `arn:${Partition}:s3:::${BucketName}` is at
 * least one character and neither colon nor slash.
 */
export type FormatPart = FormatText | FormatVariable;

interface FormatText {
  readonly kind: "text";
  readonly text: string;
}

interface FormatVariable {
  readonly kind: "variable";
  /** `BucketName`; undefined: a `*` of the format. */
  readonly name?: string;
  /** Characters that its values do not have: none, `:`, `/` or both. */
  readonly without: string;
  readonly mayBeEmpty: boolean;
}

/**
 * The values of the format's variables in an ARN, by their names; undefined: it is not an ARN of this format.
 * Some formats overlap: an alias of a function is also, by its form, a version of it.
 */
export function matchArnFormat(format: string, arn: string): ReadonlyMap<string, string> | undefined {
  if (arn.length > maxArnLength) return undefined;
  const { names, regex } = matcherOf(format);
  const match = regex.exec(arn);
  return match === null ? undefined : new Map(names.map((name, index) => [name, match[index + 1] ?? ""]));
}

/**
 * The ARN with these values; undefined when one is missing. It is an ARN and not a pattern: a `*`, `?` or `${` that a
 * value holds is not escaped for a policy.
 */
export function fillArnFormat(format: string, values: ReadonlyMap<string, string>): string | undefined {
  const texts = arnFormatParts(format).map((part) =>
    part.kind === "text" ? part.text : part.name === undefined ? "*" : values.get(part.name),
  );
  return texts.includes(undefined) ? undefined : texts.join("");
}

/**
 * Takes a format of the Service Authorization Reference apart. What a variable may hold is nowhere written, so it is
 * read off the format: in the first fields no colon; in the resource no `:` or `/` that the format itself uses there, and
 * neither where it begins with a variable. Variables that are known to hold separators (object keys, paths, ...) hold
 * anything, and the account may be missing.
 */
export function arnFormatParts(format: string): readonly FormatPart[] {
  const known = taken.get(format);
  if (known !== undefined) return known;
  const parts = partsOf(format);
  if (taken.size < maxKept) taken.set(format, parts);
  return parts;
}

/** AWS writes none that is longer: a key of S3 alone may have 1024 bytes. */
const maxArnLength = 4096;

/** The catalogue has fewer formats. */
const maxKept = 5000;

interface Matcher {
  readonly names: readonly string[];
  readonly regex: RegExp;
}

const taken: Map<string, readonly FormatPart[]> = new Map();
const matchers: Map<string, Matcher> = new Map();

function matcherOf(format: string): Matcher {
  const known = matchers.get(format);
  if (known !== undefined) return known;
  const parts = arnFormatParts(format);
  const source = parts.map((part) => {
    if (part.kind === "text") return part.text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
    const unit = part.without === "" ? "[^]" : `[^${part.without}]`;
    const run = part.mayBeEmpty ? `${unit}*` : `${unit}+`;
    return part.name === undefined ? run : `(${run})`;
  });
  const matcher = {
    names: parts.flatMap((part) => (part.kind === "variable" && part.name !== undefined ? [part.name] : [])),
    regex: new RegExp(`^${source.join("")}$`),
  };
  if (matchers.size < maxKept) matchers.set(format, matcher);
  return matcher;
}

function partsOf(format: string): readonly FormatPart[] {
  const parts: FormatPart[] = [];
  const resourceAt = startOfResource(format);
  const separators = separatorsOf(format.slice(resourceAt).replace(/\$\{[^}]*\}/g, "$"));
  const service = format.split(":")[2] ?? "";
  let rest = 0;
  for (const match of format.matchAll(/\$\{([^}]*)\}|\*/g)) {
    if (match.index > rest) parts.push({ kind: "text", text: format.slice(rest, match.index) });
    rest = match.index + match[0].length;
    const name = match[1];
    const isOpen =
      name === undefined || open.test(name) || (rest === format.length && openAtTheEnd.has(`${service}:${name}`));
    parts.push({
      kind: "variable",
      ...(name !== undefined && { name }),
      without: match.index < resourceAt ? ":" : isOpen ? "" : separators,
      // Resources that AWS shares with everyone have no account: documents of Systems Manager, images, ...
      mayBeEmpty: name === undefined || (match.index < resourceAt && /account/i.test(name)),
    });
  }
  if (rest < format.length) parts.push({ kind: "text", text: format.slice(rest) });
  return parts;
}

/** After the fifth colon. */
function startOfResource(format: string): number {
  let at = 0;
  for (let field = 0; field < 5; field += 1) at = format.indexOf(":", at) + 1;
  return at;
}

function separatorsOf(resource: string): string {
  if (resource.startsWith("$")) return ":/";
  return [":", "/"].filter((separator) => resource.includes(separator)).join("");
}

/** Variables that hold slashes or colons, by what they are called. */
const open = /(?:Path|WithoutLeadingSlash|ObjectName)$/;

/** The same for single ones, where they end the format. */
const openAtTheEnd: ReadonlySet<string> = new Set([
  "autoscaling:GroupFriendlyName",
  "autoscaling:LaunchConfigurationName",
  "cloudtrail:ChannelId",
  "config:AggregatorId",
  "config:ConfigRuleId",
  "config:ConformancePackId",
  "config:RemediationConfigurationId",
  "ecr-public:RepositoryName",
  "ecr:RepositoryName",
  "events:EventBusName",
  "events:EventSourceName",
  "es:DomainName",
  "events:RuleName",
  "iam:AwsUserName",
  "iam:RoleName",
  "iam:UserName",
  "iot:TopicFilter",
  "iot:TopicName",
  "kms:Alias",
  "logs:LogGroupName",
  "logs:LogStreamName",
  "payment-cryptography:Alias",
  "rds:ClusterSnapshotName",
  "rds:SnapshotName",
  "secretsmanager:SecretId",
  "ssm:ResourceId",
]);

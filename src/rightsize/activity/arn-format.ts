import { type CatalogueAction, matchArnFormat, type ResourceType } from "../../iam/index.ts";
import { plainKey } from "./parameters.ts";

/** A resource type of an action, ready to recognise its ARNs and to write them. */
export interface TypeFormats {
  readonly type: ResourceType;
  readonly required: boolean;
  readonly formats: readonly ArnFormat[];
}

export interface ArnFormat {
  /** As the catalogue writes it. */
  readonly text: string;
  readonly variables: readonly ArnVariable[];
  /** Literal characters: of two formats that fit, the longer says more. */
  readonly literals: number;
  fits(arn: string): boolean;
}

/** What a caller chose, as opposed to partition, Region and account. */
export interface ArnVariable {
  /** `RoleNameWithPath` */
  readonly name: string;
  /** What parameters that hold it are called, without the usual endings: `role`; empty for `Name`, `Id`. */
  readonly stem: string;
}

/** The types of an action; kept, since every event asks for them. */
export function typesOf(action: CatalogueAction): readonly TypeFormats[] {
  const known = compiled.get(action);
  if (known !== undefined) return known;
  const types = action.resources.map(({ type, required }) => ({
    type,
    required,
    formats: type.arnFormats.map(readFormat),
  }));
  compiled.set(action, types);
  return types;
}

const compiled = new WeakMap<CatalogueAction, readonly TypeFormats[]>();

/** The type that an ARN is of: the one whose format says most about it. */
export function typeOfArn(arn: string, types: readonly TypeFormats[]): TypeFormats | undefined {
  let best: TypeFormats | undefined;
  let literals = -1;
  for (const type of types) {
    for (const format of type.formats) {
      if (format.literals <= literals || !format.fits(arn)) continue;
      best = type;
      literals = format.literals;
    }
  }
  return best;
}

function readFormat(text: string): ArnFormat {
  const parts = text.split(/\$\{([^}]*)\}/);
  const names = parts.filter((_, at) => at % 2 === 1);
  return {
    text,
    variables: names.filter((name) => !given.has(name)).map((name) => ({ name, stem: stemOf(name) })),
    literals: parts.reduce((total, part, at) => total + (at % 2 === 0 ? part.length : 0), 0),
    fits: (arn) => matchArnFormat(text, arn) !== undefined,
  };
}

const given: ReadonlySet<string> = new Set(["Partition", "Region", "Account"]);

/**
 * A name of a variable or parameter without the endings that say little: `role` for `RoleNameWithPath` and `roleArn`.
 */
export function stemOf(name: string): string {
  const known = stems.get(name);
  if (known !== undefined) return known;
  let stem = plainKey(name);
  for (let shorter = stem; ; stem = shorter) {
    shorter = stem.replace(endings, "");
    if (shorter === stem) break;
  }
  if (stems.size < maxStems) stems.set(name, stem);
  return stem;
}

const endings = /(withpath|withoutleadingslash|identifier|identifiers|name|id|arn|list|set|(?<=[^s])s)$/;
const maxStems = 10_000;
const stems = new Map<string, string>();

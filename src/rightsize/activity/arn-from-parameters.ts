import { type ArnFormat, type ArnVariable, stemOf, type TypeFormats, typeOfArn } from "./arn-format.ts";
import type { Leaf } from "./parameters.ts";
import type { Place } from "./place.ts";

/** A call's parameters, or its answer, while ARNs are looked for. */
export interface ArnSearch {
  readonly leaves: readonly Leaf[];
  readonly place: Place;
  /** All types of the action. */
  readonly types: readonly TypeFormats[];
  /** `ListTrails`, in lower case. */
  readonly callName: string;
}

/**
 * ARNs among the leaves that are of this type. One inside a policy document, a filter or a tag is not the call's
 * resource.
 */
export function literalArns({ leaves, types }: ArnSearch, type: TypeFormats): readonly string[] {
  return leaves
    .filter((leaf) => leaf.text.startsWith("arn:") && !isAside(leaf))
    .map(({ text }) => text)
    .filter((text) => typeOfArn(text, types) === type);
}

function isAside({ key, parent }: Leaf): boolean {
  return aside.test(key) || aside.test(parent);
}

const aside =
  /^(resource)?tags?(set|list|keys)?$|^tagslist$|^tagspecifications?(set)?$|^filters?(set)?$|filtercriteria|statement|policydocument|encryptioncontext|condition|description/;

/**
 * ARNs of a type put together from parameters: each variable of its format must have a parameter of the same name, but
 * for case and endings such as `Name` or `Id`. A parameter that is just called `name`, `id` or `identifier` stands for
 * the type itself.
 */
export function namedArns(search: ArnSearch, type: TypeFormats): readonly string[] {
  for (const format of type.formats) {
    const arns = filled(format, type, search);
    if (arns.length > 0) return arns;
  }
  return [];
}

function filled(format: ArnFormat, type: TypeFormats, search: ArnSearch): readonly string[] {
  let arns = [withPlace(format.text, search.place)];
  for (const variable of format.variables) {
    const isOnly = format.variables.length === 1;
    const values = valuesOf(variable, type.type.name, search, isOnly);
    if (values.length === 0 || arns.length * values.length > maxArns) return [];
    arns = arns.flatMap((arn) => values.map((value) => arn.replace(`\${${variable.name}}`, () => value)));
  }
  return format.variables.length === 0 ? [] : arns;
}

const maxArns = 1000;

/** A format with its variables for partition, Region and account filled. */
export function withPlace(format: string, { partition, region, account }: Place): string {
  return format
    .replace("${Partition}", () => partition)
    .replace("${Region}", () => region)
    .replace("${Account}", () => account);
}

/** The ARN that stands for all resources of a type in a place: `*` for what callers choose. */
export function everyOne({ formats: [format] }: TypeFormats, place: Place): readonly string[] {
  return format === undefined ? [] : [withPlace(format.text, place).replaceAll(/\$\{[^}]*\}/g, "*")];
}

function valuesOf(variable: ArnVariable, typeName: string, search: ArnSearch, isOnly: boolean): readonly string[] {
  const wanted = stemsFor(variable, typeName, isOnly);
  const named = search.leaves.filter((leaf) => wanted.includes(stemOf(leaf.key)) && !isAside(leaf));
  const found = named.length > 0 || !isOnly || !meansType(search, typeName) ? named : search.leaves.filter(isPlainName);
  const values = found.map(({ text }) => nameIn(text, variable.name)).filter((text) => looksLikeName.test(text));
  return [...new Set(values)];
}

function stemsFor({ stem }: ArnVariable, typeName: string, isOnly: boolean): readonly string[] {
  if (stem === "" || stem === "resource") return isOnly ? [stemOf(typeName)] : [];
  return [stem, `db${stem}`, ...(parameterStems.get(stem) ?? [])];
}

/** Whether a parameter that is only called `name` can be the name of a resource of this type. */
function meansType({ types, callName }: ArnSearch, typeName: string): boolean {
  return types.length === 1 || callName.includes(stemOf(typeName));
}

/** Where parameters have another name than the variable. */
const parameterStems: ReadonlyMap<string, readonly string[]> = new Map([
  ["nacl", ["networkacl"]],
  ["vpcflowlog", ["flowlog"]],
  ["dbclusterinstance", ["dbcluster"]],
  ["object", ["key"]],
  ["federateduser", [""]],
  ["layerversion", ["versionnumber"]],
  ["parameter", ["path"]],
  ["document", ["documentname"]],
  ["mfatoken", ["serialnumber", "virtualmfadevice"]],
  ["certificate", ["servercertificate"]],
  ["configid", ["config"]],
]);

/** Of the call itself, not of something inside. */
function isPlainName({ key, parent }: Leaf): boolean {
  return (
    parent === "" && (key === "name" || key === "names" || key === "id" || key === "identifier" || key === "resourceid")
  );
}

/** The name that an ARN ends in, where the variable is only a name. */
function nameIn(text: string, variable: string): string {
  const name = text.startsWith("arn:") ? text.slice(Math.max(text.lastIndexOf("/"), text.lastIndexOf(":")) + 1) : text;
  return variable.endsWith("WithoutLeadingSlash") ? name.replace(/^\//, "") : name;
}

const looksLikeName = /^[\w+=,.@/#$%~-][\w+=,.@/#$%~:-]{0,1023}$/;

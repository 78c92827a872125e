import type { NormalizedSchema } from "@smithy/core/schema";

/** A shape of a service's model as plain data: all that wire/ knows of the SDK's schemas is how they become these. */
export type Shape = StructureShape | ListShape | MapShape | SimpleShape;

export interface StructureShape {
  readonly kind: "structure";
  /** `CreateUserRequest` */
  readonly name: string;
  readonly xmlName: string | undefined;
  readonly members: readonly Member[];
}

export interface ListShape {
  readonly kind: "list";
  readonly item: Member;
}

export interface MapShape {
  readonly kind: "map";
  readonly key: Member;
  readonly value: Member;
}

export interface SimpleShape {
  readonly kind: "string" | "number" | "boolean" | "timestamp" | "blob";
  /** Of a timestamp that is not written as its protocol and place have it. */
  readonly format?: "iso" | "http" | "epoch";
}

/** A structure's member, a list's item, a map's key or value: a shape and where it is on the wire. */
export interface Member {
  readonly name: string;
  readonly shape: Shape;
  readonly required: boolean;
  readonly xmlName: string | undefined;
  readonly xmlAttribute: boolean;
  readonly xmlNamespace: readonly [prefix: string, uri: string] | undefined;
  readonly flattened: boolean;
  /** REST only. */
  readonly header: string | undefined;
  readonly headerPrefix: string | undefined;
  readonly query: string | undefined;
  readonly label: boolean;
  readonly payload: boolean;
}

/** The same object for the same schema: shapes may hold themselves. */
export function shapeOf(schema: NormalizedSchema): Shape {
  if (schema.isUnitSchema()) return emptyStructure;
  const raw = schema.getSchema();
  if (typeof raw !== "object") return simpleOrAnonymous(schema);
  const known = shapes.get(raw);
  if (known !== undefined) return known;
  const shape = composed(schema);
  shapes.set(raw, shape);
  return shape;
}

const emptyStructure: StructureShape = { kind: "structure", name: "Unit", xmlName: undefined, members: [] };

const shapes = new WeakMap<object, Shape>();

/** Lists and maps of simple values have no schema of their own. */
function simpleOrAnonymous(schema: NormalizedSchema): Shape {
  if (schema.isListSchema() || schema.isMapSchema()) return composed(schema);
  const kind = (["string", "number", "boolean", "timestamp", "blob"] as const).find((each) => kindTests[each](schema));
  if (kind === undefined) throw new Error(`no service of the sandbox has shapes such as ${schema.getName(true)}`);
  const format = kind === "timestamp" ? timeFormats.get(schema.getSchema()) : undefined;
  return format === undefined ? { kind } : { kind, format };
}

/** The SDK's numbers for times whose format the model names; 4 is one without. */
const timeFormats: ReadonlyMap<unknown, "iso" | "http" | "epoch"> = new Map([
  [5, "iso"],
  [6, "http"],
  [7, "epoch"],
]);

const kindTests: Readonly<Record<SimpleShape["kind"], (schema: NormalizedSchema) => boolean>> = {
  string: (schema) => schema.isStringSchema(),
  number: (schema) => schema.isNumericSchema() || schema.isBigIntegerSchema() || schema.isBigDecimalSchema(),
  boolean: (schema) => schema.isBooleanSchema(),
  timestamp: (schema) => schema.isTimestampSchema(),
  blob: (schema) => schema.isBlobSchema(),
};

/** Members are looked at when they are first asked for, so that a shape that holds itself comes to an end. */
function composed(schema: NormalizedSchema): Shape {
  if (schema.isListSchema()) {
    return lazily({ kind: "list" }, "item", () => memberOf("member", schema.getValueSchema()));
  }
  if (schema.isMapSchema()) {
    return lazily(
      lazily({ kind: "map" }, "key", () => memberOf("key", schema.getKeySchema())),
      "value",
      () => memberOf("value", schema.getValueSchema()),
    );
  }
  if (!schema.isStructSchema()) return simpleOrAnonymous(schema);
  const name = schema.getName() ?? "";
  return lazily(
    { kind: "structure", name, xmlName: text(schema.getOwnTraits()["xmlName"]) },
    "members",
    (): readonly Member[] => {
      const required = requiredCount(schema);
      return [...schema.structIterator()].map(([member, each], index) => memberOf(member, each, index < required));
    },
  );
}

function lazily<Base extends object, Name extends string, Value>(
  base: Base,
  name: Name,
  make: () => Value,
): Base & { readonly [name in Name]: Value } {
  const object = Object.defineProperty(base, name, {
    enumerable: true,
    configurable: true,
    get() {
      const value = make();
      Object.defineProperty(base, name, { enumerable: true, value });
      return value;
    },
  });
  // The line before defines it.
  return object as Base & { readonly [name in Name]: Value };
}

/** The SDK puts required members first and writes their number at the end of a structure's tuple. */
function requiredCount(schema: NormalizedSchema): number {
  // Of a static structure the schema is its tuple; the index is past what the SDK's types name.
  const count = (schema.getSchema() as readonly unknown[])[6];
  return typeof count === "number" ? count : 0;
}

function memberOf(name: string, schema: NormalizedSchema, required = false): Member {
  const traits = schema.getMergedTraits();
  const own = schema.getMemberTraits();
  return {
    name,
    shape: shapeOf(schema),
    required,
    xmlName: text(own["xmlName"]),
    xmlAttribute: Boolean(traits["xmlAttribute"]),
    xmlNamespace: pair(traits["xmlNamespace"]),
    flattened: Boolean(traits["xmlFlattened"]),
    header: text(traits["httpHeader"])?.toLowerCase(),
    headerPrefix: text(traits["httpPrefixHeaders"]),
    query: text(traits["httpQuery"]),
    label: Boolean(traits["httpLabel"]),
    payload: Boolean(traits["httpPayload"]),
  };
}

function text(trait: unknown): string | undefined {
  return typeof trait === "string" ? trait : undefined;
}

function pair(trait: unknown): readonly [string, string] | undefined {
  return Array.isArray(trait) ? [String(trait[0]), String(trait[1])] : undefined;
}

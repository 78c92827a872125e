import type {
  AccessLevel,
  ActionResource,
  CatalogueAction,
  CatalogueService,
  ConditionKey,
  ConditionKeyType,
  ResourceType,
} from "./action-catalogue.ts";

/**
 * A service as its row of the snapshot tells it, taken apart as far as it is asked: most work needs a few of the
 * hundreds of services, or only the names.
 *
 * Fields are parted by tabs and items by `|`: prefix, title, condition keys (`TYPE-LETTER KEY`), resource types
 * (`NAME=ARN, ARN=KEYS`), shapes that actions share (`LEVELS=TYPES=KEYS=DEPENDENT-ACTIONS`), names of the actions,
 * their shapes, how many they are.
 */
export class RowService implements CatalogueService {
  readonly prefix: string;
  readonly title: string;
  readonly size: number;
  readonly #first: number;
  readonly #fields: readonly string[];
  #actions: readonly CatalogueAction[] | undefined;
  #types: readonly ResourceType[] | undefined;
  #keys: readonly ConditionKey[] | undefined;

  /** `first` is the position of the service's first action. */
  constructor(row: string, first: number) {
    this.#fields = row.split("\t");
    this.prefix = this.#field(0);
    this.title = this.#field(1);
    this.size = Number(this.#field(7));
    this.#first = first;
  }

  get actions(): readonly CatalogueAction[] {
    this.#actions ??= this.#readActions();
    return this.#actions;
  }

  get resourceTypes(): readonly ResourceType[] {
    this.#types ??= items(this.#field(3)).map((item) => this.#readType(item));
    return this.#types;
  }

  /** Those that the service's actions and resource types know. */
  get conditionKeys(): readonly ConditionKey[] {
    this.#keys ??= readConditionKeys(this.#field(2), this.prefix);
    return this.#keys;
  }

  #readActions(): readonly CatalogueAction[] {
    const shapes = items(this.#field(4)).map((item) => new Shape(item, this));
    const numbers = items(this.#field(6));
    const none = new Shape("", this);
    return items(this.#field(5)).map(
      (name, at) =>
        new RowAction(`${this.prefix}:${name}`, this.prefix, this.#first + at, shapes[Number(numbers[at])] ?? none),
    );
  }

  #readType(item: string): ResourceType {
    const [name = "", arns = "", keys = ""] = item.split("=");
    const head = `arn:$\{Partition}:${this.prefix}:$\{Region}:$\{Account}:`;
    return {
      name,
      arnFormats: arns.split(", ").map((arn) => (arn.startsWith("^") ? head + arn.slice(1) : arn)),
      conditionKeys: picked(keys, this.conditionKeys),
    };
  }

  #field(index: number): string {
    return this.#fields[index] ?? "";
  }
}

/** `S :prefix|A aws:PrincipalArn`; keys that begin with a colon are the service's own. Without a prefix: global ones. */
export function readConditionKeys(field: string, prefix?: string): readonly ConditionKey[] {
  return items(field).map((item) => {
    const letter = item.charAt(0);
    const name = item.slice(2);
    return {
      name: name.startsWith(":") ? `${prefix}${name}` : name,
      type: keyTypes.get(letter.toUpperCase()) ?? "String",
      isList: letter !== letter.toUpperCase(),
      isGlobal: prefix === undefined,
    };
  });
}

const keyTypes: ReadonlyMap<string, ConditionKeyType> = new Map([
  ["S", "String"],
  ["A", "ARN"],
  ["B", "Bool"],
  ["D", "Date"],
  ["N", "Numeric"],
  ["I", "IPAddress"],
]);

class RowAction implements CatalogueAction {
  readonly name: string;
  readonly service: string;
  readonly position: number;
  readonly #shape: Shape;

  constructor(name: string, service: string, position: number, shape: Shape) {
    this.name = name;
    this.service = service;
    this.position = position;
    this.#shape = shape;
  }

  get accessLevels(): readonly AccessLevel[] {
    return this.#shape.read().accessLevels;
  }
  get resources(): readonly ActionResource[] {
    return this.#shape.read().resources;
  }
  get conditionKeys(): readonly string[] {
    return this.#shape.read().conditionKeys;
  }
  get dependentActions(): readonly string[] {
    return this.#shape.read().dependentActions;
  }
}

type ActionFacts = Pick<CatalogueAction, "accessLevels" | "resources" | "conditionKeys" | "dependentActions">;

/** What several actions of a service have in common. */
class Shape {
  readonly #item: string;
  readonly #service: RowService;
  #facts: ActionFacts | undefined;

  constructor(item: string, service: RowService) {
    this.#item = item;
    this.#service = service;
  }

  read(): ActionFacts {
    this.#facts ??= this.#parse();
    return this.#facts;
  }

  #parse(): ActionFacts {
    const [levels = "", resources = "", keys = "", dependent = ""] = this.#item.split("=");
    const { resourceTypes, conditionKeys } = this.#service;
    return {
      accessLevels: accessLevels.filter((_, bit) => (Number(levels) >> bit) & 1),
      resources: items(resources, ",").flatMap((position): readonly ActionResource[] => {
        const type = resourceTypes[Number.parseInt(position, 10)];
        return type === undefined ? [] : [{ type, required: position.endsWith("!") }];
      }),
      conditionKeys: picked(keys, conditionKeys),
      dependentActions: items(dependent, ","),
    };
  }
}

/** In the order of their bits. */
const accessLevels: readonly AccessLevel[] = ["List", "Read", "Write", "Tagging", "Permissions management"];

function picked(positions: string, keys: readonly ConditionKey[]): readonly string[] {
  return items(positions, ",").map((position) => keys[Number(position)]?.name ?? "");
}

function items(field: string, separator = "|"): readonly string[] {
  return field === "" ? [] : field.split(separator);
}

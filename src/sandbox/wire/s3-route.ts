import { AwsError } from "../aws-error.ts";
import type { WireRequest } from "./message.ts";
import type { OperationModel, ServiceModel } from "./service-models.ts";
import { type Member, shapeOf } from "./shape.ts";

/** What a request addresses, decoded; undefined: nothing of that kind. */
export interface Address {
  readonly bucket: string | undefined;
  readonly key: string | undefined;
}

/** Bucket and key of a path, or of a host name and a path. */
export function addressOf({ path, hostBucket }: Pick<WireRequest, "path" | "hostBucket">): Address {
  if (hostBucket !== undefined) return { bucket: hostBucket, key: nonEmpty(decoded(path.slice(1))) };
  const slash = path.indexOf("/", 1);
  if (slash === -1) return { bucket: nonEmpty(decoded(path.slice(1))), key: undefined };
  return { bucket: nonEmpty(decoded(path.slice(1, slash))), key: nonEmpty(decoded(path.slice(slash + 1))) };
}

/** Which operation a request is: by method, what it addresses, and the queries and headers that the operations ask for. */
export function routeS3(model: ServiceModel, request: WireRequest, address: Address): OperationModel {
  const query = new Map(request.query);
  const level = address.bucket === undefined ? "service" : address.key === undefined ? "bucket" : "key";
  const routes = routesOf(model).get(`${request.method} ${level}`) ?? [];
  const route = routes.find((each) => fits(each, query, request.headers));
  if (route === undefined) {
    throw new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
  }
  return route.operation;
}

interface Route {
  readonly operation: OperationModel;
  /** Of the model's path: `["list-type", "2"]`, `["policy", ""]`. */
  readonly literals: readonly (readonly [name: string, value: string])[];
  readonly id: string | undefined;
  readonly queries: readonly string[];
  readonly headers: readonly string[];
}

function fits(route: Route, query: ReadonlyMap<string, string>, headers: WireRequest["headers"]): boolean {
  const id = query.get("x-id");
  return (
    (id === undefined || route.id === undefined || id === route.id) &&
    // A subresource may be asked for as `?acl` or `?acl=`, and some clients give it a value.
    route.literals.every(([name, value]) => (value === "" ? query.has(name) : query.get(name) === value)) &&
    route.queries.every((name) => query.has(name)) &&
    route.headers.every((name) => Object.hasOwn(headers, name))
  );
}

const routeTables = new WeakMap<ServiceModel, ReadonlyMap<string, readonly Route[]>>();

/** By `PUT bucket`; those that ask for more come first. */
function routesOf(model: ServiceModel): ReadonlyMap<string, readonly Route[]> {
  const known = routeTables.get(model);
  if (known !== undefined) return known;
  const table = new Map<string, Route[]>();
  for (const operation of model.operations.values()) {
    if (operation.http === undefined || otherEndpoints.has(operation.name)) continue;
    const [method, uri] = operation.http;
    const members = membersOf(operation);
    const place = `${method} ${levelOf(members)}`;
    const routes = table.get(place) ?? [];
    routes.push(routeOf(operation, uri, members));
    table.set(place, routes);
  }
  for (const routes of table.values()) routes.sort((a, b) => demands(b) - demands(a));
  routeTables.set(model, table);
  return table;
}

/** Asked of hosts of their own, at paths that would hide others. */
const otherEndpoints: ReadonlySet<string> = new Set(["ListDirectoryBuckets", "WriteGetObjectResponse"]);

function levelOf(members: readonly Member[]): "service" | "bucket" | "key" {
  const labels = members.filter(({ label }) => label).map(({ name }) => name);
  return labels.includes("Key") ? "key" : labels.includes("Bucket") ? "bucket" : "service";
}

function routeOf(operation: OperationModel, uri: string, members: readonly Member[]): Route {
  const literals = [...new URLSearchParams(uri.split("?")[1] ?? "")];
  const required = members.filter((member) => member.required);
  return {
    operation,
    literals: literals.filter(([name]) => name !== "x-id"),
    id: literals.find(([name]) => name === "x-id")?.[1],
    queries: required.flatMap(({ query }) => query ?? []),
    headers: required.flatMap(({ header }) => header ?? []),
  };
}

function demands({ literals, queries, headers }: Route): number {
  return literals.length + queries.length + headers.length;
}

function membersOf({ input }: OperationModel): readonly Member[] {
  const shape = shapeOf(input);
  return shape.kind === "structure" ? shape.members : [];
}

function nonEmpty(text: string): string | undefined {
  return text === "" ? undefined : text;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError("InvalidURI", "Couldn't parse the specified URI.", 400);
  }
}

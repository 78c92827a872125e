import { catalogueDate, catalogueRows, globalConditionKeys } from "../data/action-catalogue.generated.ts";
import { once } from "../once.ts";
import type { ActionCatalogue, CatalogueAction, CatalogueService, ConditionKey } from "./action-catalogue.ts";
import { conditionKeyIndex } from "./condition-key-index.ts";
import { RowService, readConditionKeys } from "./read-row.ts";

/** The catalogue that comes with the package: of each service as much is read as is asked for, and kept. */
export const actionCatalogue: () => ActionCatalogue = once(() => {
  const services: RowService[] = [];
  let first = 0;
  for (const row of catalogueRows) {
    const service = new RowService(row, first);
    services.push(service);
    first += service.size;
  }
  const byPrefix = new Map(services.map((service) => [service.prefix, { service, byName: actionsByName(service) }]));
  const actions = once(() => services.flatMap((service) => service.actions));
  const keys = once(() => [
    ...readConditionKeys(globalConditionKeys),
    ...services.flatMap((service) => service.conditionKeys),
  ]);
  const asWritten = new Map<string, CatalogueAction>();
  const findKey = once(() => conditionKeyIndex(keys()));
  return {
    date: catalogueDate,
    services,
    get actions(): readonly CatalogueAction[] {
      return actions();
    },
    action(name) {
      const known = asWritten.get(name);
      if (known !== undefined) return known;
      const lower = name.toLowerCase();
      const found = byPrefix
        .get(lower.slice(0, Math.max(lower.indexOf(":"), 0)))
        ?.byName()
        .get(lower);
      if (found?.name === name) asWritten.set(name, found);
      return found;
    },
    service: (prefix) => byPrefix.get(prefix.toLowerCase())?.service,
    get conditionKeys(): readonly ConditionKey[] {
      return keys();
    },
    conditionKey: (name) => findKey()(name),
  };
});

function actionsByName(service: CatalogueService): () => ReadonlyMap<string, CatalogueAction> {
  return once(() => new Map(service.actions.map((action) => [action.name.toLowerCase(), action])));
}

import type { NormalizedSchema } from "@smithy/core/schema";
import { expect, test } from "vitest";
import { actionCatalogue, matchArnFormat } from "../../../iam/index.ts";
import type { Call, Need, Output } from "../../call.ts";
import { createTestSandbox, root } from "../../sandbox.fixture.ts";
import { loadServiceModels } from "../../wire/service-models.ts";
import { iamReportOperations } from "../iam-reports/index.ts";
import { iamOperations } from "./index.ts";
import { storySteps } from "./story.fixture.ts";

const model = loadServiceModels().get("iam");

test("every operation works, answers in the model's shape, and needs an action of the reference on one of its resources", () => {
  const sandbox = createTestSandbox();
  const problems: string[] = [];
  const done = new Set<string>();
  for (const [operation, input] of storySteps(sandbox)) {
    done.add(operation);
    const account = sandbox.world.addAccount("111122223333");
    // Needs look at these alone.
    const call = { service: "iam", operation, input, caller: root, world: sandbox.world, account } as unknown as Call;
    for (const need of iamOperations[operation]?.needs?.(call) ?? []) problems.push(...needProblems(operation, need));
    const output = sandbox.ask("iam", operation, input);
    const shape = model?.operations.get(operation)?.output;
    problems.push(
      ...(shape === undefined ? [`${operation} is not in the model`] : strangers(output, shape, operation)),
    );
  }
  expect(problems).toEqual([]);
  // ChangePassword is only for users, who are no part of this story.
  const expected = Object.keys(iamOperations).filter((name) => !Object.hasOwn(iamReportOperations, name));
  expect(expected.filter((name) => !done.has(name))).toEqual(["ChangePassword"]);
  const account = sandbox.world.accounts.get("111122223333");
  expect([account?.users.size, account?.groups.size, account?.roles.size, account?.policies.size]).toEqual([
    0, 0, 0, 0,
  ]);
  expect([account?.mfaDevices.size, account?.providers.size, account?.instanceProfiles.size]).toEqual([0, 0, 0]);
});

/** The Service Authorization Reference knows the action, the form of the resource, and the condition keys. */
function needProblems(operation: string, { action, resource, context = {} }: Need): readonly string[] {
  const known = actionCatalogue().action(action);
  if (known === undefined) return [`${operation}: no action ${action}`];
  const keys = [...known.conditionKeys, ...known.resources.flatMap(({ type }) => type.conditionKeys)].map((key) =>
    key.replace("${TagKey}", ""),
  );
  const strangeKeys = Object.keys(context).filter((key) => !keys.some((name) => key.startsWith(name)));
  const formats = known.resources.flatMap(({ type }) => type.arnFormats);
  const isKnown =
    resource === "*"
      ? formats.length === 0 || operation === "GetServiceLinkedRoleDeletionStatus"
      : formats.some((format) => matchArnFormat(format, resource) !== undefined) ||
        // Lists of all of a kind: as AWS's messages name them.
        (operation.startsWith("List") && formats.length === 0 && /:[a-z-]+\/(?:.*\/)?$/.test(resource));
  return [
    ...(isKnown ? [] : [`${operation}: ${action} on ${resource}`]),
    ...strangeKeys.map((key) => `${operation}: ${action} has no key ${key}`),
  ];
}

/** What the model does not have, or has as something else. */
function strangers(value: unknown, schema: NormalizedSchema, place: string): readonly string[] {
  if (schema.isUnitSchema()) return Object.keys(value as Output).map((name) => `${place}.${name} is unknown`);
  if (schema.isStructSchema()) {
    // Structures of answers are plain objects.
    return Object.entries(value as Output).flatMap(([name, member]) => {
      const known = schema.getMemberSchemas()[name];
      return known === undefined ? [`${place}.${name} is unknown`] : strangers(member, known, `${place}.${name}`);
    });
  }
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) return [`${place} is no list`];
    return value.flatMap((item, index) => strangers(item, schema.getValueSchema(), `${place}[${index}]`));
  }
  if (schema.isMapSchema()) return [];
  const isRight = schema.isTimestampSchema()
    ? value instanceof Date && !Number.isNaN(value.getTime())
    : schema.isBlobSchema()
      ? value instanceof Uint8Array
      : schema.isBooleanSchema()
        ? typeof value === "boolean"
        : schema.isNumericSchema()
          ? typeof value === "number"
          : typeof value === "string";
  return isRight ? [] : [`${place} is ${typeof value}`];
}

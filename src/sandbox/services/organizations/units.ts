import type { Call, Operations, Output } from "../../call.ts";
import type { Organization } from "../../world/nouns.ts";
import { accountView } from "./accounts.ts";
import { targetArn } from "./arns.ts";
import { invalidInput, notFound, organizationsError } from "./errors.ts";
import { maybeText, pageIn, parentPattern, targetPattern, textIn, unitPattern } from "./input.ts";
import { changeOrganization, operationOf, randomId } from "./organization.ts";
import { withFullAccess, withoutTarget } from "./policy-targets.ts";
import { checkedTags } from "./tags.ts";

type Unit = Organization["units"][number];

/** Root or unit of the input. Throws `ParentNotFoundException`. */
function parentAsked(call: Call, { rootId, units }: Organization): string {
  const id = textIn(call, "ParentId", parentPattern);
  if (id !== rootId && !units.some((unit) => unit.id === id)) throw notFound("Parent");
  return id;
}

function unitAsked(call: Call, { units }: Organization): Unit {
  const id = textIn(call, "OrganizationalUnitId", unitPattern);
  const unit = units.find((one) => one.id === id);
  if (unit === undefined) throw notFound("OrganizationalUnit");
  return unit;
}

function onParent(call: Call, organization: Organization): readonly string[] {
  return [targetArn(organization, maybeText(call, "ParentId"))];
}

function onUnit(call: Call, organization: Organization): readonly string[] {
  return [targetArn(organization, maybeText(call, "OrganizationalUnitId"))];
}

function unitView(organization: Organization, { id, name }: Unit): object {
  return { Id: id, Arn: targetArn(organization, id), Name: name };
}

function nameAsked(call: Call, { units }: Organization, parent: string): string {
  const name = textIn(call, "Name", /^[\s\S]{1,128}$/);
  if (units.some((unit) => unit.parent === parent && unit.name === name)) {
    throw organizationsError("DuplicateOrganizationalUnitException", "An OU with the same name already exists.");
  }
  return name;
}

/** Below the root there may be five levels of units. */
function createUnit(call: Call, organization: Organization): Output {
  const parent = parentAsked(call, organization);
  const name = nameAsked(call, organization, parent);
  const tags = checkedTags(call.input["Tags"] ?? []);
  if (depthOf(organization, parent) >= 5) {
    throw organizationsError(
      "ConstraintViolationException",
      "You have exceeded the maximum organizational unit depth.",
    );
  }
  const id = `ou-${organization.rootId.slice(2)}-${randomId(call, 8)}`;
  const unit = { id, name, parent };
  changeOrganization(call, organization, {
    units: [...organization.units, unit],
    policies: withFullAccess(organization, id),
    ...(tags.length > 0 && { tags: { ...organization.tags, [id]: tags } }),
  });
  return { OrganizationalUnit: unitView(organization, unit) };
}

function depthOf({ units }: Organization, id: string): number {
  let depth = 0;
  for (let unit = units.find((one) => one.id === id); unit !== undefined; depth += 1) {
    const { parent } = unit;
    unit = units.find((one) => one.id === parent);
  }
  return depth;
}

function deleteUnit(call: Call, organization: Organization): Output {
  const unit = unitAsked(call, organization);
  const { members, units, tags = {} } = organization;
  if (members.some(({ parent }) => parent === unit.id) || units.some(({ parent }) => parent === unit.id)) {
    throw organizationsError(
      "OrganizationalUnitNotEmptyException",
      "The organizational unit has child accounts or organizational units.",
    );
  }
  const { [unit.id]: _, ...otherTags } = tags;
  changeOrganization(call, organization, {
    units: units.filter((one) => one !== unit),
    policies: withoutTarget(organization, unit.id),
    tags: otherTags,
  });
  return {};
}

function children(call: Call, organization: Organization): readonly object[] {
  const parent = parentAsked(call, organization);
  const Type = textIn(call, "ChildType");
  if (Type === "ACCOUNT") {
    return organization.members.filter((one) => one.parent === parent).map(({ account: Id }) => ({ Id, Type }));
  }
  if (Type !== "ORGANIZATIONAL_UNIT") throw invalidInput();
  return organization.units.filter((one) => one.parent === parent).map(({ id: Id }) => ({ Id, Type }));
}

function parents(call: Call, { members, units, rootId }: Organization): readonly object[] {
  const child = textIn(call, "ChildId", targetPattern);
  const parent =
    members.find(({ account }) => account === child)?.parent ?? units.find(({ id }) => id === child)?.parent;
  if (parent === undefined) throw notFound("Child");
  return [{ Id: parent, Type: parent === rootId ? "ROOT" : "ORGANIZATIONAL_UNIT" }];
}

export const unitOperations: Operations = {
  ListRoots: operationOf("ListRoots", {
    admits: "administrators",
    run: (call, organization) => pageIn(call, "Roots", [rootView(organization)]),
  }),
  CreateOrganizationalUnit: operationOf("CreateOrganizationalUnit", {
    admits: "management",
    resources: onParent,
    run: createUnit,
  }),
  DescribeOrganizationalUnit: operationOf("DescribeOrganizationalUnit", {
    admits: "administrators",
    resources: onUnit,
    run: (call, organization) => ({ OrganizationalUnit: unitView(organization, unitAsked(call, organization)) }),
  }),
  UpdateOrganizationalUnit: operationOf("UpdateOrganizationalUnit", {
    admits: "management",
    resources: onUnit,
    run: (call, organization) => {
      const unit = unitAsked(call, organization);
      const renamed =
        call.input["Name"] === undefined || call.input["Name"] === unit.name
          ? unit
          : { ...unit, name: nameAsked(call, organization, unit.parent) };
      changeOrganization(call, organization, {
        units: organization.units.map((one) => (one === unit ? renamed : one)),
      });
      return { OrganizationalUnit: unitView(organization, renamed) };
    },
  }),
  DeleteOrganizationalUnit: operationOf("DeleteOrganizationalUnit", {
    admits: "management",
    resources: onUnit,
    run: deleteUnit,
  }),
  ListOrganizationalUnitsForParent: operationOf("ListOrganizationalUnitsForParent", {
    admits: "administrators",
    resources: onParent,
    run: (call, organization) => {
      const parent = parentAsked(call, organization);
      const units = organization.units.filter((unit) => unit.parent === parent);
      return pageIn(
        call,
        "OrganizationalUnits",
        units.map((unit) => unitView(organization, unit)),
      );
    },
  }),
  ListAccountsForParent: operationOf("ListAccountsForParent", {
    admits: "administrators",
    resources: onParent,
    run: (call, organization) => {
      const parent = parentAsked(call, organization);
      const members = organization.members.filter((member) => member.parent === parent);
      return pageIn(
        call,
        "Accounts",
        members.map((member) => accountView(organization, member)),
      );
    },
  }),
  ListChildren: operationOf("ListChildren", {
    admits: "administrators",
    resources: onParent,
    run: (call, organization) => pageIn(call, "Children", children(call, organization)),
  }),
  ListParents: operationOf("ListParents", {
    admits: "administrators",
    resources: (call, organization) => [targetArn(organization, maybeText(call, "ChildId"))],
    run: (call, organization) => pageIn(call, "Parents", parents(call, organization)),
  }),
};

export function rootView(organization: Organization): object {
  const { rootId, policyTypes = [] } = organization;
  return {
    Id: rootId,
    Arn: targetArn(organization, rootId),
    Name: "Root",
    PolicyTypes: policyTypes.map((Type) => ({ Type, Status: "ENABLED" })),
  };
}

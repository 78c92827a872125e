import type { Call, Operations, Output } from "../../call.ts";
import type { Organization } from "../../world/nouns.ts";
import { accountView, memberAsked, onAccount } from "./accounts.ts";
import { invalidInput, organizationsError } from "./errors.ts";
import { pageIn, servicePattern, textIn } from "./input.ts";
import { changeOrganization, operationOf } from "./organization.ts";

/** `cloudtrail.amazonaws.com`. Throws `InvalidInputException` for what is no service. */
function serviceAsked(call: Call): string {
  const service = textIn(call, "ServicePrincipal", servicePattern);
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com$/.test(service)) {
    throw invalidInput("You specified an unrecognized service principal.");
  }
  return service;
}

function register(call: Call, organization: Organization): Output {
  const service = serviceAsked(call);
  const { account } = memberAsked(call, organization);
  if (account === organization.managementAccount) {
    throw organizationsError(
      "ConstraintViolationException",
      "You cannot register master account/yourself as delegated administrator for your organization.",
    );
  }
  if (!organization.trustedServices.includes(service)) {
    throw organizationsError(
      "ConstraintViolationException",
      "You must enable trusted access for the service before you register a delegated administrator for it.",
    );
  }
  if (isDelegated(organization, account, service)) {
    throw organizationsError(
      "AccountAlreadyRegisteredException",
      "The provided account is already a delegated administrator for your organization.",
    );
  }
  const delegatedAdministrators = [...organization.delegatedAdministrators, { account, service, at: call.time }];
  changeOrganization(call, organization, { delegatedAdministrators });
  return {};
}

function deregister(call: Call, organization: Organization): Output {
  const service = serviceAsked(call);
  const { account } = memberAsked(call, organization);
  if (!isDelegated(organization, account, service)) throw notRegistered();
  changeOrganization(call, organization, {
    delegatedAdministrators: organization.delegatedAdministrators.filter(
      (one) => one.account !== account || one.service !== service,
    ),
  });
  return {};
}

function isDelegated({ delegatedAdministrators }: Organization, account: string, service: string): boolean {
  return delegatedAdministrators.some((one) => one.account === account && one.service === service);
}

function notRegistered(): Error {
  return organizationsError(
    "AccountNotRegisteredException",
    "The provided account is not a registered delegated administrator for your organization.",
  );
}

/** Each account once, since it first became one. */
function administrators(call: Call, organization: Organization): readonly object[] {
  const service = call.input["ServicePrincipal"] === undefined ? undefined : serviceAsked(call);
  const wanted = organization.delegatedAdministrators.filter((one) => service === undefined || one.service === service);
  return organization.members.flatMap((member) => {
    const first = wanted.find(({ account }) => account === member.account);
    if (first === undefined) return [];
    return [{ ...accountView(organization, member), DelegationEnabledDate: new Date(first.at) }];
  });
}

export const trustedServiceOperations: Operations = {
  EnableAWSServiceAccess: operationOf("EnableAWSServiceAccess", {
    admits: "management",
    run: (call, organization) => {
      const service = serviceAsked(call);
      if (organization.trustedServices.includes(service)) return {};
      changeOrganization(call, organization, {
        trustedServices: [...organization.trustedServices, service],
        trustedSince: { ...organization.trustedSince, [service]: call.time },
      });
      return {};
    },
  }),
  DisableAWSServiceAccess: operationOf("DisableAWSServiceAccess", {
    admits: "management",
    run: (call, organization) => {
      const service = serviceAsked(call);
      const { [service]: _, ...trustedSince } = organization.trustedSince ?? {};
      changeOrganization(call, organization, {
        trustedServices: organization.trustedServices.filter((one) => one !== service),
        trustedSince,
      });
      return {};
    },
  }),
  ListAWSServiceAccessForOrganization: operationOf("ListAWSServiceAccessForOrganization", {
    admits: "administrators",
    run: (call, { trustedServices, trustedSince, createdAt }) =>
      pageIn(
        call,
        "EnabledServicePrincipals",
        trustedServices.map((service) => ({
          ServicePrincipal: service,
          DateEnabled: new Date(trustedSince?.[service] ?? createdAt),
        })),
      ),
  }),
  RegisterDelegatedAdministrator: operationOf("RegisterDelegatedAdministrator", {
    admits: "management",
    resources: onAccount,
    run: register,
  }),
  DeregisterDelegatedAdministrator: operationOf("DeregisterDelegatedAdministrator", {
    admits: "management",
    resources: onAccount,
    run: deregister,
  }),
  ListDelegatedAdministrators: operationOf("ListDelegatedAdministrators", {
    admits: "administrators",
    run: (call, organization) => pageIn(call, "DelegatedAdministrators", administrators(call, organization)),
  }),
  ListDelegatedServicesForAccount: operationOf("ListDelegatedServicesForAccount", {
    admits: "administrators",
    resources: onAccount,
    run: (call, organization) => {
      const { account } = memberAsked(call, organization);
      const own = organization.delegatedAdministrators.filter((one) => one.account === account);
      if (own.length === 0) throw notRegistered();
      return pageIn(
        call,
        "DelegatedServices",
        own.map(({ service, at }) => ({ ServicePrincipal: service, DelegationEnabledDate: new Date(at) })),
      );
    },
  }),
};

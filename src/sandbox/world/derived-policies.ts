import { actionCatalogue, actionsAt, type CatalogueAction, compactActions } from "../../iam/index.ts";

/**
 * Documents of AWS-managed policies that name thousands of actions. They are not AWS's texts: they are made from the access levels
 * of the action catalogue, so that they let through what the real ones are for, and leave out what those leave out (secrets and
 * credentials).
 */

/** All that lists and reads, but for what hands out secrets or credentials. */
export const readOnlyDocument: () => string = documentOf(
  (action) => (isListed(action) || isRead(action)) && !givesSecrets(action),
);

/** What lists and describes: names and settings, no contents. */
export const viewOnlyDocument: () => string = documentOf(
  (action) => isListed(action) || (isRead(action) && /:Describe/.test(action.name) && !givesSecrets(action)),
);

/** What an auditor looks at: lists, settings, policies and logs of changes of all services; no contents. */
export const securityAuditDocument: () => string = documentOf((action) => {
  if (givesSecrets(action)) return false;
  if (isListed(action)) return true;
  if (!isRead(action)) return false;
  return (
    /:(?:Describe|List)/.test(action.name) ||
    /^(?:access-analyzer|account|cloudtrail|config|guardduty|iam|inspector2|kms|organizations|securityhub):Get/.test(
      action.name,
    ) ||
    /:Get(?:\w*)(?:Acl|Attributes|Block|Configuration|Encryption|Logging|Policies|Policy|PolicyStatus|Settings|Status|Tagging|Tags|Versioning)$/.test(
      action.name,
    ) ||
    auditReads.has(action.name)
  );
});

const auditReads: ReadonlySet<string> = new Set([
  "cloudtrail:LookupEvents",
  "iam:GenerateCredentialReport",
  "iam:GenerateServiceLastAccessedDetails",
  "iam:SimulateCustomPolicy",
  "iam:SimulatePrincipalPolicy",
]);

function isListed({ accessLevels }: CatalogueAction): boolean {
  return accessLevels.length === 1 && accessLevels[0] === "List";
}

function isRead({ accessLevels }: CatalogueAction): boolean {
  return accessLevels.every((level) => level === "Read" || level === "List");
}

/** Reads by their level, but whoever may do them has more than before. */
function givesSecrets({ name, service }: CatalogueAction): boolean {
  return (
    service === "sts" ||
    service === "signin" ||
    /:(?:Decrypt|GenerateDataKey|ReEncrypt|GetSecretValue|BatchGetSecretValue|GetPasswordData|GetAuthorizationToken|GetFederationToken|GetSessionToken)/.test(
      name,
    ) ||
    /(?:Credentials|AccessToken|LoginToken|AuthToken|SignedUrl)$/.test(name)
  );
}

/** Made when it is first asked for: the catalogue is large. */
function documentOf(isAllowed: (action: CatalogueAction) => boolean): () => string {
  let made: string | undefined;
  return () => {
    made ??= JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: actionsWhere(isAllowed), Resource: "*" }],
    });
    return made;
  };
}

function actionsWhere(isAllowed: (action: CatalogueAction) => boolean): readonly string[] {
  const catalogue = actionCatalogue();
  const allowed = catalogue.actions.filter(isAllowed).map(({ position }) => position);
  return compactActions(actionsAt(catalogue, allowed));
}

import type { ControlResult, FrameworkResult } from "../../compliance/index.ts";
import type { Finding } from "../../model/index.ts";
import { jsonText } from "../text/sanitize.ts";
import { type ComplianceReport, frameworkName } from "../views/compliance-report.ts";
import { attestationsOf, parties } from "./oscal-attestations.ts";
import { findingOf } from "./oscal-findings.ts";
import { controlId } from "./oscal-ids.ts";
import { observationsOf, type Subjects, subjectsOf } from "./oscal-observations.ts";
import { oneLine, property, uuidOf } from "./oscal-text.ts";

/**
 * OSCAL assessment-results as JSON (https://pages.nist.gov/OSCAL): one result a framework. The states of OSCAL are
 * satisfied and not-satisfied; what is no PASS is not-satisfied with the reason `other`, and our own status stands in a
 * property beside it, so that UNKNOWN stays UNKNOWN. The same report gives the same bytes: identifiers are UUIDs of
 * version 5 over what they name.
 */
export function* renderComplianceOscal(report: ComplianceReport): Iterable<string> {
  const root = rootOf(report);
  const plan = uuidOf(root, "assessment-plan");
  yield `${jsonText(
    {
      "assessment-results": {
        uuid: root,
        metadata: metadataOf(report, root),
        "import-ap": { href: `#${plan}` },
        results: judged(report).map((framework) => resultOf(framework, report, root)),
        "back-matter": { resources: [planResource(plan), ...report.inputs.map((input) => inputResource(input, root))] },
      },
    },
    2,
  )}\n`;
}

/** Frameworks of which something was judged: a result needs controls that were reviewed. */
function judged({ frameworks }: ComplianceReport): readonly FrameworkResult[] {
  return frameworks.filter((framework) => reviewed(framework).length > 0);
}

function reviewed({ controls }: FrameworkResult): readonly ControlResult[] {
  return controls.filter(({ status }) => status !== "CONTEXT");
}

/** Depends on what was judged, when, and from which bytes. */
function rootOf({ account, asOf, frameworks, inputs, toolVersion }: ComplianceReport): string {
  return uuidOf(
    "",
    account,
    asOf,
    toolVersion,
    ...frameworks.map(frameworkName),
    ...inputs.map(({ sha256 }) => sha256),
    ...frameworks.flatMap(({ controls }) => controls.map(({ id, status }) => `${id} ${status}`)),
  );
}

function metadataOf(report: ComplianceReport, root: string): object {
  const { title, asOf, toolVersion, account, profile } = report;
  const left = report.frameworks.filter((framework) => reviewed(framework).length === 0).map(({ id }) => id);
  const people = parties(report, root);
  const remarks = [
    "A control that is satisfied passed all its checks, or was attested, or does not apply; the property 'status' says which.",
    ...(left.length > 0 ? [`Named for context only, without a result: ${left.join(", ")}.`] : []),
    ...(profile?.outOfScope ?? []),
  ];
  return {
    title: oneLine(title),
    "last-modified": asOf,
    version: asOf,
    "oscal-version": "1.1.2",
    props: [
      property("tool", `trailproof ${toolVersion}`),
      ...(account === "" ? [] : [property("account", account)]),
      ...(profile === undefined ? [] : [property("profile", profile.id)]),
    ],
    ...(people.length > 0 && { roles: [{ id: "attester", title: "Who attests a control" }], parties: people }),
    remarks: remarks.map(oneLine).join("\n"),
  };
}

function resultOf(framework: FrameworkResult, report: ComplianceReport, root: string): object {
  const { asOf, toolVersion } = report;
  const controls = reviewed(framework);
  const place = uuidOf(root, framework.id);
  const tool = uuidOf(place, "tool");
  const findings = findingsByCheck(report.findings, controls);
  const subjects = subjectsOf([...findings.values()].flat(), place);
  const attestations = attestationsOf(controls, root);
  return {
    uuid: place,
    title: oneLine(`${framework.title} ${framework.version}`),
    description: oneLine(
      `${controls.length} controls of ${frameworkName(framework)} judged${framework.size === undefined ? "" : `; it has ${framework.size} in all`}. ${framework.note ?? ""}`,
    ),
    start: asOf,
    end: asOf,
    props: [property("framework", framework.id)],
    "local-definitions": definitionsOf(subjects, tool, place, toolVersion),
    "reviewed-controls": {
      "control-selections": [
        { "include-controls": controls.map(({ id }) => ({ "control-id": controlId(framework.id, id) })) },
      ],
    },
    ...(attestations.length > 0 && { attestations }),
    ...listed("observations", observationsOf({ findings, subjects, place, tool, root, report })),
    findings: controls.map((control) => findingOf(control, findings, place)),
  };
}

/** An empty list is against the schema. */
function listed(name: string, items: readonly object[]): object {
  return items.length === 0 ? {} : { [name]: items };
}

function findingsByCheck(
  findings: readonly Finding[],
  controls: readonly ControlResult[],
): ReadonlyMap<string, readonly Finding[]> {
  const asked = new Set(controls.flatMap(({ checks }) => checks.map(({ check }) => check)));
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { id } = finding.source;
    if (!asked.has(id)) continue;
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [finding]);
    else group.push(finding);
  }
  return groups;
}

function definitionsOf(subjects: Subjects, tool: string, place: string, toolVersion: string): object {
  const items = [...subjects].map(([, { uuid, resource }]) => ({
    uuid,
    description: oneLine(`${resource.type} ${resource.name}`),
    props: [{ name: "asset-id", value: oneLine(resource.arn) }, property("resource-type", resource.type)],
  }));
  return {
    ...listed("inventory-items", items),
    "assessment-assets": {
      components: [
        {
          uuid: tool,
          type: "software",
          title: "trailproof",
          description: "Asks posture checks of a snapshot of an AWS account.",
          props: [{ name: "version", value: oneLine(toolVersion) }],
          status: { state: "operational" },
        },
      ],
      "assessment-platforms": [{ uuid: uuidOf(place, "platform"), "uses-components": [{ "component-uuid": tool }] }],
    },
  };
}

/** OSCAL wants to be told of the plan; there is none, which is said in a resource that holds its own words. */
function planResource(uuid: string): object {
  const words =
    "The assessment was made without an OSCAL assessment plan. Which checks answer which control stands in the frameworks of the tool.";
  return {
    uuid,
    title: "No assessment plan",
    description: words,
    base64: { filename: "assessment-plan.txt", "media-type": "text/plain", value: btoa(words) },
  };
}

function inputResource(input: ComplianceReport["inputs"][number], root: string): object {
  const { source, file, sha256 } = input;
  return {
    uuid: uuidOf(root, "input", source, file, sha256),
    title: oneLine(source),
    props: [property("source", source)],
    rlinks: [{ href: encodeURI(oneLine(file)), hashes: [{ algorithm: "SHA-256", value: sha256 }] }],
  };
}

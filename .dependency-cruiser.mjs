/** Layers and what each may import; the table of docs/architecture.md. */
const layers = {
  model: [],
  iam: ["model"],
  sigma: ["model"],
  audit: ["model", "iam"],
  rightsize: ["model", "iam"],
  detect: ["model", "sigma"],
  compliance: ["model"],
  report: ["model", "compliance"],
  aws: [],
  collect: ["model", "aws"],
  logs: ["model", "aws"],
  provision: ["model"],
  integrity: ["model"],
  evidence: ["model"],
  sandbox: ["model", "iam", "integrity"],
  app: [
    "model",
    "aws",
    "iam",
    "sigma",
    "audit",
    "rightsize",
    "detect",
    "compliance",
    "report",
    "collect",
    "logs",
    "provision",
    "integrity",
    "evidence",
  ],
  cli: ["model", "report", "app", "sandbox"],
};

/** Layers that may touch files, processes and the network. */
const edges = ["aws", "collect", "logs", "provision", "sandbox", "app", "cli"];
const pureLayers = Object.keys(layers).filter((layer) => !edges.includes(layer));
const questions = ["audit", "rightsize", "detect"];

export default {
  forbidden: [
    ...Object.entries(layers).map(([layer, allowed]) => ({
      name: `${layer}-imports-only-its-layers`,
      comment: `${layer} may import ${allowed.length === 0 ? "no other layer" : allowed.join(", ")}.`,
      severity: "error",
      from: { path: `^src/${layer}/` },
      to: { path: "^src/", pathNot: [layer, ...allowed].map((name) => `^src/${name}/`) },
    })),
    {
      name: "layers-are-entered-by-their-index",
      comment:
        "What index.ts does not export is the layer's own business. app and cli have no index: they are entered file by file. Three word lists of the model may be taken alone: --help needs them, and must not wait for the rest.",
      severity: "error",
      from: { path: "^src/([^/]+)/" },
      to: {
        path: "^src/(model|iam|sigma|audit|rightsize|detect|compliance|report|aws|collect|logs|provision|integrity|evidence|sandbox)/",
        pathNot: ["^src/$1/", "/index[.]ts$", "^src/model/(severity|finding-status|collection)[.]ts$"],
      },
    },
    {
      name: "pure-layers-touch-nothing",
      comment:
        "Languages, questions and reports are pure; node:crypto computes and node:net parses addresses, both without I/O.",
      severity: "error",
      from: { path: `^src/(${pureLayers.join("|")})/`, pathNot: "[.](test|fixture)[.]tsx?$" },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?(crypto|net)$" },
    },
    {
      name: "model-has-no-packages",
      severity: "error",
      from: { path: "^src/model/", pathNot: "[.]test[.]ts$" },
      to: { dependencyTypes: ["npm"] },
    },
    {
      name: "questions-have-no-packages",
      comment: "A check or a detector that needs a package hides a language or an edge.",
      severity: "error",
      from: { path: `^src/(${questions.join("|")})/`, pathNot: "[.]test[.]ts$" },
      to: { dependencyTypes: ["npm"] },
    },
    {
      name: "checks-do-not-know-each-other",
      severity: "error",
      from: { path: "^src/audit/checks/", pathNot: "index[.]generated[.]ts$|[.]test[.]ts$" },
      to: { path: "^src/audit/checks/" },
    },
    {
      name: "no-circles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "runtime-code-has-no-dev-packages",
      severity: "error",
      from: { path: "^src/", pathNot: "[.]test[.]tsx?$" },
      to: { dependencyTypes: ["npm-dev"], pathNot: "node_modules/@types/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: [".ts", ".tsx", ".js", ".mjs"] },
  },
};

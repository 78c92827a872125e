/** A document of JUnit, as far as tests look at it. */
export interface JunitDocument {
  readonly attributes: Readonly<Record<string, string>>;
  readonly suites: readonly {
    readonly attributes: Readonly<Record<string, string>>;
    /** The child of each case: `failure`, ...; `passed` where it has none. */
    readonly cases: readonly string[];
  }[];
}

/**
 * Reads JUnit XML and throws unless it is well formed, holds only characters of XML 1.0, and only the elements and attributes that
 * the schema of Jenkins' xUnit plugin (junit-10.xsd) has, in their places. For tests only.
 */
export function checkXml(text: string): JunitDocument {
  const illegal = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(text);
  if (illegal !== null) throw new Error(`no character of XML 1.0 at ${illegal.index}`);
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!text.startsWith(declaration)) throw new Error("no declaration");
  const open: string[] = [];
  const tree = newTree();
  const token = /<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>|([^<]+)/gy;
  token.lastIndex = declaration.length;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (match === null) throw new Error(`not well formed at ${at}: ${text.slice(at, at + 80)}`);
    const [, closing, name = "", attributes = "", selfClosing, content] = match;
    if (content !== undefined) checkText(content, open.at(-1));
    else if (closing === "/") checkClosed(open.pop(), name);
    else {
      checkPlace(name, open.at(-1));
      tree.add(name, readAttributes(name, attributes));
      if (selfClosing !== "/") open.push(name);
    }
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)}> is not closed`);
  return tree.document;
}

function newTree(): {
  readonly document: JunitDocument;
  readonly add: (name: string, own: Record<string, string>) => void;
} {
  const attributes: Record<string, string> = {};
  const suites: { attributes: Record<string, string>; cases: string[] }[] = [];
  return {
    document: { attributes, suites },
    add: (name, own) => {
      if (name === "testsuites") Object.assign(attributes, own);
      if (name === "testsuite") suites.push({ attributes: own, cases: [] });
      if (name === "testcase") suites.at(-1)?.cases.push("passed");
      if (outcomes.includes(name)) suites.at(-1)?.cases.splice(-1, 1, name);
    },
  };
}

function checkClosed(opened: string | undefined, name: string): void {
  if (opened !== name) throw new Error(`</${name}> closes <${opened}>`);
}

const outcomes: readonly string[] = ["failure", "error", "skipped"];

const parents: Readonly<Record<string, string | undefined>> = {
  testsuites: undefined,
  testsuite: "testsuites",
  testcase: "testsuite",
  failure: "testcase",
  error: "testcase",
  skipped: "testcase",
};

const known: Readonly<Record<string, readonly string[]>> = {
  testsuites: ["name", "tests", "failures", "errors"],
  testsuite: ["name", "tests", "failures", "errors", "skipped", "timestamp"],
  testcase: ["name", "classname"],
  failure: ["type", "message"],
  error: ["type", "message"],
  skipped: ["type", "message"],
};

const required: Readonly<Record<string, readonly string[]>> = {
  testsuite: ["name", "tests", "failures", "errors"],
  testcase: ["name"],
};

function checkPlace(name: string, parent: string | undefined): void {
  if (!Object.hasOwn(parents, name) || parents[name] !== parent) throw new Error(`<${name}> in <${parent}>`);
}

function readAttributes(name: string, text: string): Record<string, string> {
  const pairs = [...text.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value] as const);
  for (const [key, value] of pairs) {
    if (!known[name]?.includes(key)) throw new Error(`<${name}> has no attribute ${key}`);
    checkReferences(value);
  }
  const attributes = Object.fromEntries(pairs);
  if (pairs.length !== Object.keys(attributes).length) throw new Error(`<${name}> has an attribute twice`);
  for (const key of required[name] ?? []) if (!(key in attributes)) throw new Error(`<${name}> lacks ${key}`);
  return attributes;
}

function checkText(text: string, parent: string | undefined): void {
  if (text.includes("]]>")) throw new Error("]]> in text");
  checkReferences(text);
  if (text.trim() !== "" && !outcomes.includes(parent ?? "")) throw new Error(`text in <${parent}>`);
}

function checkReferences(text: string): void {
  if (/&(?!#\d+;|lt;|gt;|amp;|quot;|apos;)/.test(text)) throw new Error("an ampersand that begins no reference");
}

import { describe, expect, it } from "vitest";
import { parseXml, XmlFault } from "./xml-parse.ts";

describe("what is no document is refused", () => {
  const faults = [
    ["", "nothing"],
    ["text", "text"],
    ["<a>", "no end"],
    ["<a></b>", "another end"],
    ["</>", "an end of nothing"],
    ["<a/><b/>", "two roots"],
    ["<a/>x", "text behind"],
    ["<a b=1/>", "an attribute without quotes"],
    ['<a b="1" b="2"/>', "an attribute twice"],
    ['<a b="<"/>', "an angle bracket in an attribute"],
    ["<a>&nbsp;</a>", "an unknown entity"],
    ["<a>&#0;</a>", "a character that is none"],
    ["<a>&</a>", "a bare ampersand"],
    ["<!DOCTYPE a []><a/>", "a document type"],
    ["<a><![CDATA[x</a>", "an open CDATA"],
    ["<a><!-- x</a>", "an open comment"],
    ["<1/>", "a name that is none"],
    [`${"<a>".repeat(70)}${"</a>".repeat(70)}`, "too deep"],
  ] as const;
  it.each(faults)("%j: %s", (source) => {
    expect(() => parseXml(source)).toThrow(XmlFault);
  });
});

describe("documents", () => {
  it("have elements, attributes, text, CDATA and character references", () => {
    const source = `\ufeff<?xml version="1.0"?><!-- c --><x:a b='1 &lt; 2' xsi:type="t">
      <c>a&amp;b&#x41;&#66;<![CDATA[<&>]]></c><d/></x:a >\n`;
    const root = parseXml(source);
    expect(root.name).toBe("a");
    expect([...root.attributes]).toEqual([
      ["b", "1 < 2"],
      ["xsi:type", "t"],
    ]);
    expect(root.children.map(({ name, text }) => [name, text])).toEqual([
      ["c", "a&bAB<&>"],
      ["d", ""],
    ]);
  });

  it("of a hundred thousand elements are read in good time", () => {
    // By the square of their number they would outlast the test's limit.
    expect(parseXml(`<a>${"<b>x</b>".repeat(100_000)}</a>`).children).toHaveLength(100_000);
  });
});

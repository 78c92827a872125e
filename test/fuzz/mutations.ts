import fc from "fast-check";

/** Deletes, doubles, swaps and inserts pieces of a text. */
export function textMutations(): fc.Arbitrary<(text: string) => string> {
  const odd = [
    '"',
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\n",
    "\0",
    "*",
    "\\",
    "&a",
    "*a",
    "|",
    "'",
    "- ",
    "null",
    "\uFEFF",
    "\u202e",
    "\\u0061",
    "\ud800",
    "1e400",
    "-0",
    '"__proto__":{"x":1},',
    '"eventName":7,',
    '"a.b":1,',
  ];
  const piece = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom(...odd));
  const edit = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(40), piece);
  return fc.array(edit, { minLength: 1, maxLength: 5 }).map(
    (edits) => (text: string) =>
      edits.reduce((changed, [share, length, inserted]) => {
        const at = Math.floor(share * changed.length);
        return changed.slice(0, at) + inserted + changed.slice(at + length);
      }, text),
  );
}

/** Changes some values, keys and lengths of lists in what JSON can write, so that its text is still JSON. */
export function treeMutations(): fc.Arbitrary<(value: unknown) => unknown> {
  const odd = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      0,
      -1,
      1.5,
      1e308,
      true,
      "",
      "*",
      "__proto__",
      "constructor",
      "\ud800",
      "9".repeat(40),
      "1d",
      [],
      {},
      [[]],
      [null],
      { "": 1 },
    ),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const edit = fc.record({
    place: fc.nat(),
    other: fc.nat(),
    what: fc.constantFrom("replace", "copy", "remove", "rename", "double", "wrap"),
    odd,
  });
  return fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) => (value: unknown) => {
    const root: { value: unknown } = { value: structuredClone(value) };
    for (const { place, other, what, odd: put } of edits) change(root, place, other, what, put);
    return root.value;
  });
}

type Holder = Record<string, unknown> | unknown[];

interface Slot {
  readonly holder: Holder;
  readonly key: string;
}

function change(root: { value: unknown }, place: number, other: number, what: string, odd: unknown): void {
  const slots = slotsOf(root);
  const { holder, key } = slots[place % slots.length] ?? { holder: root, key: "value" };
  const from = slots[other % slots.length];
  const copied = from && structuredClone(Reflect.get(from.holder, from.key));
  const old: unknown = Reflect.get(holder, key);
  if (what === "replace") put(holder, key, structuredClone(odd));
  else if (what === "copy") put(holder, key, copied);
  else if (what === "wrap") put(holder, key, [old, copied]);
  else if (what === "double" && Array.isArray(holder)) holder.splice(Number(key), 0, structuredClone(old));
  else if (what === "rename" && !Array.isArray(holder))
    put(holder, typeof odd === "string" ? odd : (from?.key ?? "x"), old);
  else if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else if (holder !== root) Reflect.deleteProperty(holder, key);
}

/** Also of `__proto__` an own property. */
function put(holder: Holder, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}

/** Every value with what holds it, as far as there is patience. */
function slotsOf(root: { value: unknown }): readonly Slot[] {
  const slots: Slot[] = [{ holder: root, key: "value" }];
  for (const { holder, key } of slots) {
    if (slots.length > 20_000) break;
    const value: unknown = Reflect.get(holder, key);
    if (typeof value !== "object" || value === null) continue;
    // Of what JSON can write, any object is a list or a record.
    for (const inner of Object.keys(value)) slots.push({ holder: value as Holder, key: inner });
  }
  return slots;
}

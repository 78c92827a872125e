/** Gives equal texts as one, so that what many groups have in common is kept once. */
export function createSharedTexts(): (text: string) => string {
  const texts = new Map<string, string>();
  return (text) => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    // Texts that are in use stay; only later equal ones are no longer the same.
    if (texts.size >= maxTexts) texts.clear();
    texts.set(text, text);
    return text;
  };
}

const maxTexts = 100_000;

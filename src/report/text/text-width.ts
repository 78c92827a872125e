/**
 * Columns that text takes on a terminal. An approximation of wcwidth: combining marks take none, East Asian wide
 * characters and emoji two, all others one; joined emoji count by their parts. Characters that Unicode calls
 * ambiguous count one, as terminals do outside East Asian locales. Text must be sanitised before.
 */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const char of text) width += /^\p{M}/u.test(char) ? 0 : wide.test(char) ? 2 : 1;
  return width;
}

/** Lines of at most `width` columns: broken at spaces, words that are longer after `/ : - _ . ,` or where they must. */
export function wrapText(text: string, width: number): readonly string[] {
  if (displayWidth(text) <= width) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (displayWidth(joined) <= width) {
      line = joined;
      continue;
    }
    if (line !== "") lines.push(line);
    const pieces = breakWord(word, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? "";
  }
  return [...lines, line].map((text) => text.trimEnd());
}

export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}

export function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - displayWidth(text))) + text;
}

const wide =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation})/u;

function breakWord(word: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let piece = "";
  for (const char of word) {
    if (piece !== "" && displayWidth(piece + char) > width) {
      const at = lastBreak(piece);
      pieces.push(piece.slice(0, at));
      piece = piece.slice(at);
    }
    piece += char;
  }
  return [...pieces, piece];
}

/** After the last separator in the second half of `piece`, else its end. */
function lastBreak(piece: string): number {
  for (let at = piece.length; at > piece.length / 2; at -= 1) {
    if (/[/:\-_.,]/.test(piece.charAt(at - 1))) return at;
  }
  return piece.length;
}

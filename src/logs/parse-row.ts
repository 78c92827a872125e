import type { CloudTrailEvent } from "../model/index.ts";
import { type RecordRows, rowWord } from "./record-rows.ts";

/** The record of the row at position `n`, parsed. Only during the call that hands the rows over. */
export function parseRow({ words, rowWords, bytes }: RecordRows, n: number): CloudTrailEvent {
  const row = n * rowWords;
  const text = bytes.toString("utf8", words[row + rowWord.start], words[row + rowWord.end]);
  // Rows are written for JSON objects only.
  return JSON.parse(text) as CloudTrailEvent;
}

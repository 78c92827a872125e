// The floor that detect is measured against: read and gunzip the same files, nothing else.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const [folder, parse] = process.argv.slice(2);
let bytes = 0;
let records = 0;
for (const name of readdirSync(folder)) {
  const text = gunzipSync(readFileSync(join(folder, name)));
  bytes += text.length;
  if (parse === "parse") records += JSON.parse(text.toString("utf8")).Records.length;
}
console.log(JSON.stringify({ bytes, records }));

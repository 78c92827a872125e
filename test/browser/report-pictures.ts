import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Page } from "playwright-core";
import { samplesReport } from "../../src/app/demo/demo-samples.ts";
import { renderReport } from "../../src/report/index.ts";

/**
 * Draws the pictures of the README: parts of the report of the built-in account, in Chromium. Run with
 * `npx tsx test/browser/report-pictures.ts`; they go to docs/images. A person looks at them before they are committed.
 */
const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const folder = process.argv[2] ?? "docs/images";
const maxBytes = 200_000;

interface Picture {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly colorScheme: "light" | "dark";
  /** Section that stands at the top; undefined: the beginning of the page. */
  readonly section?: string;
}

const pictures: readonly Picture[] = [
  { name: "report", width: 1280, height: 900, colorScheme: "light" },
  { name: "report-dark", width: 1280, height: 900, colorScheme: "dark" },
  { name: "report-phone", width: 390, height: 844, colorScheme: "light" },
  { name: "report-identities", width: 1280, height: 620, colorScheme: "light", section: "identities" },
  { name: "report-escalation", width: 1280, height: 620, colorScheme: "light", section: "escalation" },
  { name: "report-timeline", width: 1280, height: 620, colorScheme: "dark", section: "timeline" },
  { name: "report-attack", width: 1280, height: 720, colorScheme: "light", section: "attack" },
  { name: "report-coverage", width: 1280, height: 700, colorScheme: "light", section: "coverage" },
  { name: "report-compliance", width: 1280, height: 620, colorScheme: "light", section: "compliance" },
];

await main();

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "report.html");
  const report = await samplesReport(() => {});
  writeFileSync(file, [...(await renderReport("html", report))].join(""));
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--no-first-run"] });
  let tooLarge = 0;
  try {
    for (const picture of pictures) {
      const context = await browser.newContext({
        colorScheme: picture.colorScheme,
        viewport: { width: picture.width, height: picture.height },
      });
      const page = await context.newPage();
      await page.goto(pathToFileURL(file).href);
      if (picture.section !== undefined) await showSection(page, picture.section);
      const path = join(folder, `${picture.name}.png`);
      await page.screenshot({ path });
      const { size } = statSync(path);
      if (size > maxBytes) tooLarge += 1;
      console.log(`${path}: ${Math.round(size / 1000)} kB`);
      await context.close();
    }
  } finally {
    await browser.close();
  }
  if (tooLarge > 0) console.error(`${tooLarge} pictures are larger than ${maxBytes / 1000} kB.`);
  process.exitCode = tooLarge > 0 ? 1 : 0;
}

/** The bar of filters would cover the heading. */
async function showSection(page: Page, id: string): Promise<void> {
  await page.evaluate(
    `document.getElementById("filter").hidden = true; window.scrollTo(0, document.getElementById("${id}").getBoundingClientRect().top + window.scrollY - 24)`,
  );
}

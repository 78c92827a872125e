import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const memory = "/dev/shm";
const enough = 1 << 30;
const name = "trailproof-tests-";

/**
 * Before all tests: their temporary files lie in one folder, which is gone when they are over, or when the next ones begin.
 * It lies in memory where there is room: the program waits for the disk after each step that it writes down, and they take many.
 */
export default function setup(): () => void {
  const outside = process.env["TMPDIR"];
  // Each project of the configuration comes here.
  if (outside !== undefined && basename(outside).startsWith(name)) return () => {};
  const { bavail, bsize } = existsSync(memory) ? statfsSync(memory) : { bavail: 0, bsize: 0 };
  const place = bavail * bsize > enough ? memory : tmpdir();
  for (const left of readdirSync(place)) if (isLeft(left)) rmSync(join(place, left), { recursive: true, force: true });
  const folder = mkdtempSync(join(place, `${name}${process.pid}-`));
  process.env["TMPDIR"] = folder;
  return () => {
    if (outside === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = outside;
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Of a run that was killed. */
function isLeft(folder: string): boolean {
  const [, pid] = /^trailproof-tests-(\d+)-/.exec(folder) ?? [];
  if (pid === undefined) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    // Another user's process is there as well.
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}

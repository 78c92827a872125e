import { readFileSync } from "node:fs";

/** The most memory that this process has had at a time, in bytes. */
export function peakMemoryBytes(): number {
  // What `resourceUsage` gives on Linux begins with the peak of whatever program started this one.
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(linuxStatus())?.[1];
  return (kilobytes === undefined ? process.resourceUsage().maxRSS : Number(kilobytes)) * 1024;
}

/** Empty on other systems. */
function linuxStatus(): string {
  try {
    return readFileSync("/proc/self/status", "utf8");
  } catch {
    return "";
  }
}

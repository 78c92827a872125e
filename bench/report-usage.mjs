// Loaded into a measured process by --import: writes its own resource usage when it ends.
import { readFileSync, writeFileSync } from "node:fs";

process.on("exit", () => {
  const file = process.env.BENCH_USAGE_FILE;
  if (!file) return;
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  writeFileSync(file, JSON.stringify({ maxRssBytes: peakRssBytes(), cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 }));
});

/** On Linux VmHWM: the peak that resourceUsage() gives includes that of the parent before exec. */
function peakRssBytes() {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    if (kilobytes) return Number(kilobytes) * 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}

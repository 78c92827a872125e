/** Whether it is a sandbox that answers there. */
export async function isSandbox(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(`${endpoint}/_sandbox/health`, {
      headers: { "x-trailproof-control": "1" },
      redirect: "error",
      signal: AbortSignal.timeout(10_000),
    });
    const answer: unknown = await response.json();
    return response.ok && typeof answer === "object" && answer !== null && "status" in answer;
  } catch {
    // Whoever answers there speaks AWS's own protocols only.
    return false;
  }
}

/** Moves the clock of a sandbox. False: what answers there is no sandbox. */
export async function tickSandbox(endpoint: string, ms: number): Promise<boolean> {
  try {
    const response = await fetch(`${endpoint}/_sandbox/tick`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-trailproof-control": "1" },
      body: JSON.stringify({ ms }),
      redirect: "error",
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // Whoever answers there speaks AWS's own protocols only.
    return false;
  }
}

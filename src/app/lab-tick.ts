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

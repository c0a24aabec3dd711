/** The one place of the simulated world that touches the real event loop. */

/** Calls back once every promise job, and every job those made, has run. */
export function afterPromiseJobs(callback: () => void): void {
  setImmediate(callback);
}

export function settlePromiseJobs(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

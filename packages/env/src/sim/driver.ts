/** The one place of the simulated world that touches the real event loop. */

/** The real function, kept from before a trap is set. */
const nextTurn = setImmediate;

/** Calls back on a later turn: every promise job, and every job those made, has run by then. */
export function afterPromiseJobs(callback: () => void): void {
  nextTurn(callback);
}

export function settlePromiseJobs(): Promise<void> {
  return new Promise((resolve) => nextTurn(resolve));
}

/**
 * Runs every promise job now, when called from a turn of the event loop and not from a promise job. Node has no public
 * call for it; where the inner one is missing or does not do it, the answer is undefined and every event costs a turn,
 * which is about three times slower and otherwise the same.
 */
export function promiseJobRunner(): Promise<(() => void) | undefined> {
  found ??= findRunner();
  return found;
}

let found: Promise<(() => void) | undefined> | undefined;

async function findRunner(): Promise<(() => void) | undefined> {
  const candidate: unknown = Reflect.get(process, '_tickCallback');
  if (typeof candidate !== 'function') return undefined;
  const run = (): void => {
    Reflect.apply(candidate, process, []);
  };
  // The runner is believed only after it ran a job made by a job, in the situation in which it will be used.
  return new Promise((resolve) => {
    nextTurn(() => {
      let depth = 0;
      void Promise.resolve()
        .then(() => Promise.resolve())
        .then(() => {
          depth = 1;
        });
      run();
      resolve(depth === 1 ? run : undefined);
    });
  });
}

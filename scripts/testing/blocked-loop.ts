import { Worker } from 'node:worker_threads';

/**
 * Ends this process, which runs the tests of `file`, when its event loop is blocked for `boundMs`, after it has told
 * where on the standard error and, where there is one, in the file of results: no time limit inside the process can,
 * since timers do not fire. A test runner goes on with the next file then.
 */
export function watchLoop(file: string, boundMs: number, report?: string): void {
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  setInterval(() => Atomics.add(beats, 0, 1), boundMs / 20).unref();
  const watcher = new URL('blocked-loop-watcher.mjs', import.meta.url);
  new Worker(watcher, { workerData: { beats, boundMs, file, report }, execArgv: [] }).unref();
}

import { nodeBuffer } from './node-buffer.js';

/**
 * What the product takes for granted in Node and a browser lacks, put where it is looked for. The bundler loads this
 * before anything else.
 */
const turns = new MessageChannel();
const waiting: (() => void)[] = [];
turns.port1.onmessage = () => waiting.shift()?.();

/** As in Node: on a later turn of the event loop, in the order of the calls, behind every promise job. */
function setImmediate(callback: () => void): void {
  waiting.push(callback);
  turns.port2.postMessage(undefined);
}

// There is no inner call that runs promise jobs, so the simulated world gives each event a turn.
Object.assign(globalThis, { Buffer: nodeBuffer(), setImmediate, process: { env: {} } });

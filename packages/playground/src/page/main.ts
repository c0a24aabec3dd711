import type { SeedRequest, WorkerMessage } from '../worker/messages.js';
import { readAddress } from './address.js';

/** The worker's script as text; the bundler puts it here. */
declare const WORKER_CODE: string;

const main = document.querySelector('main') ?? document.body;
const { seed } = readAddress(location.hash);
main.textContent = `cluster seed ${seed} runs`;
const worker = new Worker(URL.createObjectURL(new Blob([WORKER_CODE], { type: 'text/javascript' })));
worker.addEventListener('message', ({ data }: MessageEvent<WorkerMessage>) => {
  main.textContent = data.kind === 'failed' ? data.report : JSON.stringify(data.result);
  main.dataset['outcome'] = data.kind;
});
worker.postMessage({ kind: 'seed', seed } satisfies SeedRequest);

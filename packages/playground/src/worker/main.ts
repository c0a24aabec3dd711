import { runClusterSeed } from '@drave/simulator';
import type { SeedRequest, WorkerMessage } from './messages.js';

addEventListener('message', ({ data }: MessageEvent<SeedRequest>) => {
  runClusterSeed(data.seed).then((result) => tell({ kind: 'ended', result }), fail);
});
// As in Node, where a rejection that nobody handles fails the seed.
addEventListener('unhandledrejection', ({ reason }) => fail(reason));

function fail(reason: unknown): void {
  tell({ kind: 'failed', report: String(reason) });
}

function tell(message: WorkerMessage): void {
  postMessage(message);
}

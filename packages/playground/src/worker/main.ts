import { isError } from '@drave/base';
import type { PageMessage, WorkerMessage } from './messages.js';
import { Session } from './session.js';

/** How often the page is told; time passes in the same steps. */
const TICK_MS = 33;

let session: Session | undefined;

addEventListener('message', ({ data }: MessageEvent<PageMessage>) => {
  if (data.kind !== 'begin') return session?.take(data);
  session = new Session(data, tell);
  session.run().catch(fail);
  let beforeMs = performance.now();
  setInterval(() => {
    const nowMs = performance.now();
    session?.tick(nowMs - beforeMs);
    beforeMs = nowMs;
  }, TICK_MS);
});
// As in Node, where a rejection that nobody handles fails the seed.
addEventListener('unhandledrejection', ({ reason }) => fail(reason));

function fail(reason: unknown): void {
  tell({ kind: 'failed', report: isError(reason) ? reason.message : String(reason) });
}

function tell(message: WorkerMessage): void {
  postMessage(message);
}

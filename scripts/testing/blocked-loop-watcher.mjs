import { appendFileSync, writeSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { workerData } from 'node:worker_threads';

/**
 * Runs in a worker thread of a test's process: when the main thread has not come to its timers for `boundMs`, it tells
 * what that thread is at, and kills the process. See `blocked-loop.ts`.
 */
const framesMax = 20;
const looksMax = 100;
const { beats, boundMs, file, report } = workerData;
/** How often it looks: a thread counts as blocked between the bound and a tenth more. */
const everyMs = boundMs / 10;
let last = -1;
let silentMs = 0;

setInterval(() => {
  const count = Atomics.load(beats, 0);
  silentMs = count === last ? silentMs + everyMs : 0;
  last = count;
  if (silentMs >= boundMs) void tellAndKill();
}, everyMs);

async function tellAndKill() {
  silentMs = Number.NEGATIVE_INFINITY;
  // A thread inside native code is never paused: then the time is up without a stack.
  setTimeout(() => kill(['where is not known: it did not stop for a debugger']), boundMs);
  const session = new Session();
  session.connectToMainThread();
  const files = new Map();
  session.on('Debugger.scriptParsed', ({ params }) => files.set(params.scriptId, params.url));
  let looks = 0;
  session.on('Debugger.paused', ({ params }) => {
    const frames = params.callFrames.slice(0, framesMax).map(({ functionName, location }) => ({
      file: files.get(location.scriptId) ?? '',
      text: `at ${functionName || '(anonymous)'} ${files.get(location.scriptId) ?? ''}:${location.lineNumber + 1}`,
    }));
    // Between two microtasks there is nothing of the test's own to see: then it looks again.
    if (++looks >= looksMax || frames.some(({ file }) => !file.startsWith('node:')))
      return kill(frames.map(({ text }) => text));
    void session.post('Debugger.resume').then(() => session.post('Debugger.pause'));
  });
  await session.post('Debugger.enable');
  await session.post('Debugger.pause');
}

/** Not through a stream: those of a worker are served by the main thread. */
function kill(detail) {
  const how = `the event loop was blocked for ${Math.round(boundMs / 1_000)} s`;
  writeSync(2, [`${file}: ${how}`, ...detail].join('\n    ') + '\n');
  if (report !== undefined) appendFileSync(report, `${JSON.stringify({ file, state: 'failed', how, detail })}\n`);
  process.kill(process.pid, 'SIGKILL');
}

import { describe, expect, it } from 'vitest';
import { readActions, writeActions } from './action.js';
import { nodeOf, quorumLeader } from './frame.js';
import { PlaygroundRun } from './playground-run.js';

/** Runs for some virtual time after the clients have come to work, clicking on the way. */
async function played(run: PlaygroundRun, forMs: number, clicks: (run: PlaygroundRun, sinceMs: number) => void) {
  let startMs: number | undefined;
  await run.run(() => {
    const nowMs = run.cluster.world.nowMs();
    startMs ??= nowMs;
    clicks(run, nowMs - startMs);
    return nowMs - startMs >= forMs;
  });
}

describe('PlaygroundRun', () => {
  it('does again what was clicked, from what stands in the address', async () => {
    const first = new PlaygroundRun({ seed: 7 });
    let [isKilled, isCut] = [false, false];
    await played(first, 3_000, ({ cluster }, sinceMs) => {
      const leader = quorumLeader(first.frame())?.name ?? '';
      if (!isKilled && sinceMs > 500) {
        isKilled = true;
        first.click({ verb: 'kill', target: leader });
      }
      if (!isCut && sinceMs > 800) {
        isCut = true;
        first.click({ verb: 'cut', target: 'b1-b2' });
        first.click({ verb: 'kill', target: 'nobody' });
      }
      expect(cluster.broken).toBe(undefined);
    });
    expect(first.clicks.map(({ verb }) => verb)).toEqual(['kill', 'cut']);
    const { eventsRun, traceHash } = first.cluster.world;
    const again = new PlaygroundRun({ seed: 7, clicks: readActions(writeActions(first.clicks)) });
    await again.run(() => again.cluster.world.eventsRun === eventsRun);
    expect(again.cluster.world.traceHash).toBe(traceHash);
    expect(again.frame()).toEqual(first.frame());
    const other = new PlaygroundRun({ seed: 7 });
    await other.run(() => other.cluster.world.eventsRun === eventsRun);
    expect(other.cluster.world.traceHash).not.toBe(traceHash);
  }, 60_000);

  it('shows who is down, with the log that was seen last, and what is cut', async () => {
    const run = new PlaygroundRun({ seed: 8 });
    let killed: string | undefined;
    await played(run, 1_500, (_, sinceMs) => {
      if (killed !== undefined || sinceMs < 200) return;
      killed = run.frame().partition?.leader ?? '';
      run.click({ verb: 'kill', target: killed });
      run.click({ verb: 'cut', target: 'c1-c2' });
    });
    const frame = run.frame();
    const node = nodeOf(frame, killed);
    expect(node?.process).toBe('down');
    expect(node?.replica?.log.endOffset).toBeGreaterThan(0);
    expect(frame.cuts).toEqual([['c1', 'c2']]);
    expect(frame.messages.length).toBeGreaterThan(0);
    for (const { sentMs, arrivalMs } of frame.messages) expect(arrivalMs).toBeGreaterThan(sentMs);
    for (const { quorum } of frame.nodes) {
      const { startOffset = 0, endOffset = 0, epochs = [] } = quorum?.log ?? {};
      expect(epochs[0]?.startOffset).toBe(startOffset);
      expect(epochs.at(-1)?.endOffset).toBe(endOffset);
      for (const [index, span] of epochs.entries()) {
        expect(span.endOffset).toBeGreaterThan(span.startOffset);
        expect(epochs[index + 1]?.startOffset ?? endOffset).toBe(span.endOffset);
      }
    }
  }, 60_000);

  it('replays no more once somebody clicks', async () => {
    const run = new PlaygroundRun({ seed: 9, clicks: readActions('1.kill.b1~999999.kill.b2') });
    await played(run, 300, (_, sinceMs) => {
      if (sinceMs > 200 && run.clicks.at(-1)?.verb !== 'pause') run.click({ verb: 'pause', target: 'c1' });
    });
    expect(run.clicks.map(({ verb, target }) => `${verb} ${target}`)).toEqual(['kill b1', 'pause c1']);
    expect(nodeOf(run.frame(), 'c1')?.process).toBe('paused');
  }, 60_000);
});

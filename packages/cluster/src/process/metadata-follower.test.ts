import { deferred, DraveError, type Deferred, type Endpoint } from '@drave/base';
import { describe, expect, it } from 'vitest';
import type { ClusterView, MetadataChange } from '../cluster-view.js';
import { MetadataFollower } from './metadata-follower.js';

const [first, second] = [1, 2].map((port) => ({ host: 'node', port })) as [Endpoint, Endpoint];

interface Watch {
  readonly node: Endpoint;
  readonly fromOffset: number;
  readonly signal: AbortSignal;
  say(change: Partial<MetadataChange>): void;
  lose(): void;
}

/** A view whose watches say what the test has them say. */
class ScriptedView {
  private readonly watches: Watch[] = [];
  private opened: Deferred<void> = deferred();

  async next(): Promise<Watch> {
    for (;;) {
      const watch = this.watches.shift();
      if (watch !== undefined) return watch;
      this.opened = deferred();
      await this.opened.promise;
    }
  }

  async *watch(node: Endpoint, fromOffset: number, signal: AbortSignal): AsyncGenerator<MetadataChange> {
    const said: (Partial<MetadataChange> | 'lost')[] = [];
    let moved: Deferred<void> = deferred();
    const push = (item: Partial<MetadataChange> | 'lost'): void => {
      said.push(item);
      moved.resolve();
    };
    signal.addEventListener('abort', () => push('lost'));
    this.watches.push({ node, fromOffset, signal, say: push, lose: () => push('lost') });
    this.opened.resolve();
    for (;;) {
      const item = said.shift();
      if (item === 'lost') throw new DraveError('NETWORK_EXCEPTION', 'lost');
      if (item !== undefined) yield { ...nothing, ...item };
      else {
        await moved.promise;
        moved = deferred();
      }
    }
  }
}

const nothing: MetadataChange = {
  reset: false,
  epoch: 1,
  controller: undefined,
  partitions: [],
  deletedTopics: [],
  brokers: [],
  unregistered: [],
  nextOffset: 1,
};

function started(endpoints: () => readonly Endpoint[]) {
  const view = new ScriptedView();
  const told: string[] = [];
  let heard: Deferred<void> = deferred();
  const follower = new MetadataFollower({
    view: view as unknown as ClusterView,
    endpoints,
    nameOfNode: (id) => `n${id}`,
    onChange: () => {},
    onEvent({ node, kind }) {
      told.push(`${node} ${kind}`);
      heard.resolve();
    },
  });
  follower.start();
  const untilTold = async (count: number): Promise<readonly string[]> => {
    while (told.length < count) {
      heard = deferred();
      await heard.promise;
    }
    return told;
  };
  return { view, follower, untilTold };
}

describe('MetadataFollower', () => {
  it('goes on with another node from where it was when its node is lost, and tells nothing twice', async () => {
    const { view, follower, untilTold } = started(() => [first, second]);
    const one = await view.next();
    expect(one).toMatchObject({ node: first, fromOffset: 0 });
    one.say({ reset: true, nextOffset: 10, brokers: [{ id: 3, fenced: false }] });
    one.say({ nextOffset: 12, brokers: [{ id: 3, fenced: true }] });
    await untilTold(1);
    one.lose();
    const other = await view.next();
    expect(other).toMatchObject({ node: second, fromOffset: 12 });
    // It lags, and begins with a state that is told already.
    other.say({ reset: true, nextOffset: 11, brokers: [{ id: 3, fenced: false }] });
    other.say({ nextOffset: 12, brokers: [{ id: 3, fenced: true }] });
    other.say({ nextOffset: 14, brokers: [{ id: 3, fenced: false }] });
    expect(await untilTold(2)).toEqual(['n3 fenced', 'n3 unfenced']);
    await follower.close();
  });

  it('leaves a node that can know nothing new any more', async () => {
    let able: readonly Endpoint[] = [first, second];
    const { view, follower } = started(() => able);
    const one = await view.next();
    able = [second];
    follower.onNodesChanged();
    expect(one.signal.aborted).toBe(true);
    expect(await view.next()).toMatchObject({ node: second });
    await follower.close();
  });

  it('waits for a node while there is none, and ends when it is closed', async () => {
    let able: readonly Endpoint[] = [];
    const { view, follower } = started(() => able);
    able = [first];
    follower.onNodesChanged();
    const { signal } = await view.next();
    await follower.close();
    expect(signal.aborted).toBe(true);
  });
});

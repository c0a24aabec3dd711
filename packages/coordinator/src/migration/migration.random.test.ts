import { assert } from '@drave/base';
import { SeededRandom } from '@drave/env/sim';
import { expect, it } from 'vitest';
import { type MixedClient, NewClient, OldClient } from '../consumer/testing/mixed-clients.js';
import { MixedHarness } from '../consumer/testing/mixed-harness.js';

const TOPICS = ['t0', 't1'];

/**
 * Members of both protocols come, leave, die and are told to join again; the group changes its type under them; writes
 * fail; coordinators change.
 */
class MixedRun {
  harness = new MixedHarness();
  readonly kinds = new Set<string>();
  private clients: MixedClient[] = [];
  private readonly random: SeededRandom;
  private created = 0;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    this.harness.setTopic('t0', 1 + this.random.integer(6));
    this.harness.setTopic('t1', 1 + this.random.integer(3));
  }

  step(): void {
    const client = this.clients[this.random.integer(Math.max(1, this.clients.length))];
    const dice = this.random.integer(40);
    if (client === undefined || (dice < 2 && this.clients.length < 6)) this.create();
    else if (dice === 2) this.leave(client);
    else if (dice === 3) this.die(client);
    else if (dice === 4) this.harness.holdWrites = !this.harness.holdWrites;
    else if (dice === 5) this.harness.settleWrites('COORDINATOR_NOT_AVAILABLE');
    else if (dice === 6) this.changeCoordinator();
    else if (dice === 7) this.growTopic();
    else if (dice < 12) this.harness.settleWrites();
    else if (dice < 15) this.harness.advance(1_000);
    else client.step(this.harness);
    this.check();
  }

  settle(): void {
    this.harness.holdWrites = false;
    this.harness.settleWrites();
    for (let round = 0; round < 120; round++) {
      for (const client of this.clients) {
        client.step(this.harness);
        this.check();
      }
      this.harness.advance(1_000);
    }
  }

  checkSettled(): void {
    const owned = this.clients.flatMap((client) => [...client.owned]).sort();
    const all = TOPICS.flatMap((name) => {
      const { partitionCount = 0 } = this.harness.topics.view.topicByName(name) ?? {};
      return Array.from({ length: partitionCount }, (_, partition) => `${name}-${partition}`);
    });
    expect(owned).toEqual(this.clients.length === 0 ? [] : all.sort());
    const news = this.clients.filter((client) => client instanceof NewClient).length;
    if (this.clients.length === 0) return;
    expect(this.harness.kind).toBe(news > 0 ? 'consumer' : 'classic');
  }

  private check(): void {
    const owners = new Set<string>();
    for (const { owned } of this.clients)
      for (const name of owned) {
        assert(!owners.has(name), `${name} has one owner`);
        owners.add(name);
      }
    this.kinds.add(this.harness.kind);
  }

  private create(): void {
    const dice = this.random.integer(4);
    const name = `m${this.created++}`;
    this.clients.push(dice < 2 ? new NewClient(name, TOPICS) : new OldClient(TOPICS, dice === 3));
  }

  private leave(client: MixedClient): void {
    client.leave(this.harness);
    this.clients = this.clients.filter((one) => one !== client);
  }

  private die(client: MixedClient): void {
    client.dead = true;
    this.clients = this.clients.filter((one) => one !== client);
  }

  /** The next coordinator has only what is replicated. */
  private changeCoordinator(): void {
    this.harness.settleWrites('NOT_COORDINATOR');
    this.harness.model.ended('NOT_COORDINATOR');
    this.harness = new MixedHarness({ from: this.harness });
    for (const client of this.clients) if (client instanceof OldClient) client.moved();
  }

  private growTopic(): void {
    const name = TOPICS[this.random.integer(2)] ?? 't0';
    const count = this.harness.topics.view.topicByName(name)?.partitionCount ?? 0;
    if (count < 10) this.harness.setTopic(name, count + 1);
  }
}

it('no partition has two owners, and all have one when the faults end', () => {
  const kinds = new Set<string>();
  for (let seed = 1; seed <= 60; seed++) {
    const run = new MixedRun(seed);
    try {
      for (let step = 0; step < 200; step++) run.step();
      run.settle();
      run.checkSettled();
    } catch (reason) {
      throw new Error(`seed ${seed}`, { cause: reason });
    }
    for (const kind of run.kinds) kinds.add(kind);
  }
  expect([...kinds].sort()).toEqual(['classic', 'consumer', 'none']);
});

import type { ProducerId } from '@drave/base';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ClassicClient, PARTITIONS, type ClientShape } from './testing/classic-client.js';
import { ClassicHarness, GROUP, type Pending } from './testing/classic-harness.js';
import type { GroupsState } from '../state/groups-state.js';

/**
 * Members that follow the protocol join, crash, leave and are replaced, and commit offsets in transactions, while time
 * passes, writes fail and coordinators change. After every step the promises of a coordinator are checked.
 */
type Action =
  | { readonly kind: 'arrive'; readonly shape: ClientShape }
  | { readonly kind: 'step' | 'crash' | 'leave' | 'restart' | 'commitIn' | 'commit' | 'abort'; readonly at: number }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'hold' }
  | { readonly kind: 'settle'; readonly fails: boolean }
  | { readonly kind: 'failover' };

const shape: fc.Arbitrary<ClientShape> = fc.record({
  groupInstanceId: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.constantFrom('s1', 's2')),
  memberIdRequired: fc.boolean(),
  // The log keeps the chosen protocol only: after a failover a member is known by that one alone, as in Kafka.
  protocols: fc.constantFrom(['range'], ['range', 'sticky']),
  sessionTimeoutMs: fc.constantFrom(6_000, 10_000, 30_000),
  rebalanceTimeoutMs: fc.constantFrom(0, 5_000, 60_000),
});
const at = fc.nat({ max: 30 });
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: shape.map((one): Action => ({ kind: 'arrive', shape: one })) },
  { weight: 24, arbitrary: at.map((one): Action => ({ kind: 'step', at: one })) },
  { weight: 1, arbitrary: at.map((one): Action => ({ kind: 'crash', at: one })) },
  { weight: 1, arbitrary: at.map((one): Action => ({ kind: 'leave', at: one })) },
  { weight: 1, arbitrary: at.map((one): Action => ({ kind: 'restart', at: one })) },
  { weight: 3, arbitrary: at.map((one): Action => ({ kind: 'commitIn', at: one })) },
  { weight: 1, arbitrary: at.map((one): Action => ({ kind: 'commit', at: one })) },
  { weight: 1, arbitrary: at.map((one): Action => ({ kind: 'abort', at: one })) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 8_000 }).map((ms): Action => ({ kind: 'pass', ms })) },
  { weight: 1, arbitrary: fc.constant<Action>({ kind: 'hold' }) },
  { weight: 2, arbitrary: fc.boolean().map((fails): Action => ({ kind: 'settle', fails })) },
  { weight: 1, arbitrary: fc.constant<Action>({ kind: 'failover' }) },
);

class Run {
  harness: ClassicHarness;
  clients: ClassicClient[] = [];
  /** What is replicated: what another coordinator would read. */
  private replicated: GroupsState;
  private highestGeneration = 0;
  /** By client, its producer. */
  private readonly producers = new Map<ClassicClient['shape'], ProducerId>();
  /** How transactions end whose marker may still be lost: it is sent again. */
  private readonly ends = new Map<ProducerId, 'commit' | 'abort'>();
  /** What was committed in transactions, and how they ended. */
  private readonly offsets: { readonly producerId: ProducerId; end: 'commit' | 'abort' | undefined }[] = [];
  private readonly asked = new Set<Pending<unknown>>();
  private readonly answered = new Set<Pending<unknown>>();
  private readonly initialRebalanceDelayMs: number;

  constructor(initialRebalanceDelayMs: number) {
    this.initialRebalanceDelayMs = initialRebalanceDelayMs;
    this.harness = new ClassicHarness({ initialRebalanceDelayMs });
    this.replicated = this.harness.state;
  }

  do(action: Action): void {
    switch (action.kind) {
      case 'arrive':
        if (this.clients.length < 8) this.clients.push(new ClassicClient(this.harness, action.shape));
        break;
      case 'step':
        this.pick(action.at)?.step();
        break;
      case 'crash':
        this.crash(this.pick(action.at));
        break;
      case 'leave':
        this.pick(action.at)?.leave();
        break;
      case 'restart':
        this.restart(this.pick(action.at));
        break;
      case 'commitIn':
        this.commitIn(this.pick(action.at));
        break;
      case 'commit':
      case 'abort':
        this.end(this.pick(action.at), action.kind);
        break;
      case 'pass':
        this.harness.advance(action.ms);
        break;
      case 'hold':
        this.harness.holdWrites = true;
        break;
      case 'settle':
        this.settle(action.fails);
        break;
      case 'failover':
        this.failover();
        break;
    }
    this.check();
  }

  /** There are no more faults: all members go on until nothing moves. */
  calmDown(): void {
    this.settle(false);
    for (let round = 0; round < 60; round++) {
      for (const client of this.clients) client.step();
      this.harness.advance(2_000);
      this.check();
    }
    this.harness.advance(400_000);
    for (const client of this.clients) this.end(client, 'abort');
    this.check();
    for (const { answers } of [...this.asked, ...this.answered]) expect(answers).toBe(1);
  }

  checkCalm(): void {
    // The last 400 s passed without heartbeats: let every member come back once more.
    for (let round = 0; round < 60; round++) {
      for (const client of this.clients) client.step();
      this.harness.advance(2_000);
      this.check();
    }
    const alive = this.clients.filter(({ crashed, fenced }) => !crashed && !fenced);
    if (alive.length === 0) {
      expect(['Empty', undefined]).toContain(this.harness.stateName);
      return;
    }
    expect(this.harness.stateName).toBe('Stable');
    const owned = alive.flatMap((client) => client.owned).sort((a, b) => a - b);
    expect(owned).toEqual(Array.from({ length: PARTITIONS }, (_, partition) => partition));
  }

  private pick(at: number): ClassicClient | undefined {
    return this.clients[at % Math.max(1, this.clients.length)];
  }

  private crash(client: ClassicClient | undefined): void {
    if (client !== undefined) client.crashed = true;
  }

  /** The process starts anew: it has forgotten its member id, a static one has its instance id. */
  private restart(client: ClassicClient | undefined): void {
    if (client === undefined) return;
    client.crashed = true;
    this.clients.push(new ClassicClient(this.harness, client.shape));
    this.clients = this.clients.filter((one) => one !== client || one.shape.groupInstanceId === undefined);
  }

  /** Also who has crashed and does not know it: nobody but a member of this generation gets through, at any time. */
  private commitIn(client: ClassicClient | undefined): void {
    if (client === undefined || client.generationId < 0) return;
    const producerId = this.producerOf(client);
    if (this.ends.has(producerId)) return;
    const { memberId, generationId, shape: one } = client;
    const isCurrent = client.isCurrent();
    const offset = this.offsets.length;
    const { groupInstanceId } = one;
    const failure = this.harness.commitIn(producerId, offset, { memberId, generationId, groupInstanceId });
    expect(failure === undefined).toBe(isCurrent);
    this.offsets.push({ producerId, end: failure === undefined ? undefined : 'abort' });
  }

  private end(client: ClassicClient | undefined, kind: 'commit' | 'abort'): void {
    if (client === undefined) return;
    const producerId = this.producerOf(client);
    if (this.ends.has(producerId)) return;
    for (const one of this.offsets) if (one.producerId === producerId) one.end ??= kind;
    this.ends.set(producerId, kind);
    this.harness.end(kind, producerId);
  }

  private producerOf({ shape: one }: ClassicClient): ProducerId {
    const known = this.producers.get(one) ?? this.producers.size;
    this.producers.set(one, known);
    return known;
  }

  private checkOffsets(): void {
    const { state, heldCount } = this.harness;
    for (const [producerId, kind] of heldCount === 0 ? [...this.ends] : []) {
      if (state.pending.byProducer.has(producerId)) this.harness.end(kind, producerId);
      if (!this.harness.holdWrites) this.ends.delete(producerId);
    }
    for (const { offset } of state.offsets.get(GROUP)?.get('orders')?.values() ?? [])
      expect(this.offsets[offset]?.end).toBe('commit');
  }

  private settle(fails: boolean): void {
    this.harness.holdWrites = false;
    this.harness.settleWrites(fails ? 'COORDINATOR_NOT_AVAILABLE' : undefined);
  }

  private failover(): void {
    const before = this.harness;
    before.groups.end('NOT_COORDINATOR');
    const state = before.heldCount > 0 ? this.replicated : before.state;
    const { initialRebalanceDelayMs } = this;
    const { nextOffset } = before;
    this.harness = new ClassicHarness({ initialRebalanceDelayMs, state, startMs: before.nowMs + 1, nextOffset });
    this.highestGeneration = this.harness.groups.get(GROUP)?.generationId ?? 0;
    this.clients = this.clients.map((client) => client.on(this.harness));
  }

  private check(): void {
    if (this.harness.heldCount === 0) this.replicated = this.harness.state;
    for (const { joining, syncing } of this.clients) {
      if (joining !== undefined) this.asked.add(joining);
      if (syncing !== undefined) this.asked.add(syncing);
    }
    for (const one of this.asked) {
      if (one.answers > 1) expect(one.answers).toBe(1);
      if (one.answers === 1 && this.answered.add(one)) this.asked.delete(one);
    }
    const generation = this.harness.groups.get(GROUP)?.generationId ?? this.highestGeneration;
    expect(generation).toBeGreaterThanOrEqual(this.highestGeneration);
    this.highestGeneration = generation;
    this.checkAssignments();
    this.checkOffsets();
  }

  /** No member that the coordinator would let commit works on a partition of another such member. */
  private checkAssignments(): void {
    const holders = new Map<number, string>();
    for (const client of this.clients) {
      if (!client.isCurrent()) continue;
      for (const partition of client.owned) {
        expect(holders.get(partition) ?? client.memberId).toBe(client.memberId);
        holders.set(partition, client.memberId);
      }
    }
  }
}

it('keeps its promises over random lives of members, failing writes and changes of coordinator', () => {
  fc.assert(
    fc.property(fc.array(action, { minLength: 20, maxLength: 150 }), fc.constantFrom(0, 3_000), (actions, delayMs) => {
      const run = new Run(delayMs);
      for (const one of actions) run.do(one);
      run.calmDown();
      run.checkCalm();
    }),
    { numRuns: 100 },
  );
});

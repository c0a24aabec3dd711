import type { Mutant } from './mutant.js';

/** Bugs of the controller's own work. */
export const controllerMutants: readonly Mutant[] = [
  {
    name: 'decision-in-one-piece',
    reference: "etcd's 'leader failed to send out heartbeat on time'",
    bug: 'a request about many topics is decided without a turn of the event loop in between',
    kind: 'cluster',
    focus: 'bigRequests',
    module: 'controller/write-queue',
    find: '() => options.env.compute.slices(() => this.step()),',
    replace: '() => { while (this.step()); },',
  },
  {
    name: 'unregistered-replica-eligible',
    reference: 'KIP-966',
    bug: 'a broker that is unregistered stays eligible as a leader, and comes back with an emptied disk',
    kind: 'unit',
    noticedBy: {
      file: 'packages/controller/src/unregister-broker.test.ts',
      name: 'its replicas leave the ELR too, so an emptied disk under its id is not elected',
    },
    module: 'controller/decide/unregister-broker',
    find: 'hasLost: () => true,',
    replace: 'hasLost: () => false,',
  },
  {
    name: 'heartbeat-answered-for-another',
    reference: 'none',
    bug: 'a later heartbeat of the same broker is answered in place of the one that was due, and not held',
    kind: 'unit',
    noticedBy: {
      file: 'packages/controller/src/held-heartbeats.test.ts',
      name: 'held heartbeats > of many brokers leave in several turns, and one that comes meanwhile waits its own time',
    },
    module: 'controller/held-heartbeats',
    find: `for (const broker of beat.answers.keys()) {
      if (released > 0 && released % RELEASED_PER_TURN_MAX === 0) await this.env.timers.yieldTurn();
      this.take(beat, broker);`,
    replace: `for (const broker of [...beat.answers.keys()]) {
      if (released > 0 && released % RELEASED_PER_TURN_MAX === 0) await this.env.timers.yieldTurn();
      this.release(broker);`,
  },
  {
    name: 'heartbeat-held-twice',
    reference: 'none',
    bug: 'the answer to a heartbeat is never sent when the next one of the same broker is held meanwhile',
    kind: 'unit',
    noticedBy: {
      file: 'packages/controller/src/held-heartbeats.test.ts',
      name: 'held heartbeats > leave at once when the next one of the same broker is held, and that one waits',
    },
    module: 'controller/held-heartbeats',
    find: 'this.release(broker); const beat = this.beatAt(',
    replace: 'const beat = this.beatAt(',
  },
  {
    name: 'reassignment-ends-early',
    reference: 'KAFKA-15665',
    bug: 'a move ends before every replica of its target is in sync',
    kind: 'cluster',
    focus: 'reassignments',
    module: 'controller/partition/reassignment',
    find: 'if (target.length === 0 || !target.every((id) => isr.includes(id))) return sets;',
    replace: 'if (target.length === 0) return sets;',
  },
];

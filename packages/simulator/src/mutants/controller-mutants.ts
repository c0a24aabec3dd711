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

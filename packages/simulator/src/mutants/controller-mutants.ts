import type { Mutant } from './mutant.js';

/** Bugs of the controller's own work; cluster seeds have to find them. */
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
];

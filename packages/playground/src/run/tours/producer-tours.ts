import type { Tour } from './tour.js';

export const zombie: Tour = {
  name: 'zombie',
  title: 'A zombie producer is fenced',
  about: 'A producer stands still in the middle of a transaction, another takes over, and then the first one wakes.',
  seed: 6,
  minInsyncReplicas: 2,
  topicConfigs: {},
  steps: [
    {
      title: 'A transactional producer',
      text: 't1 writes in transactions, under the transactional id "payments". A broker coordinates them, and keeps for this id a producer id and an epoch of the producer.',
      act: [{ verb: 'begin', target: 't1' }],
      until: { kind: 'done', client: 't1', more: 2 },
      speed: 0.5,
    },
    {
      title: 'In the middle of one',
      text: 'The next transaction is open: records are in the log, and nobody who reads what is committed sees them yet.',
      act: [],
      until: { kind: 'openTransaction', client: 't1' },
      speed: 0.25,
    },
    {
      title: 'It stands still',
      text: 't1 is paused: a long collection of garbage, a frozen machine. Who watches over it thinks that it is dead, and starts t2 with the same transactional id. The coordinator gives t2 the next producer epoch, and aborts what t1 has left open.',
      act: [
        { verb: 'pause', target: 't1' },
        { verb: 'begin', target: 't2' },
      ],
      until: { kind: 'done', client: 't2', more: 2 },
      speed: 0.5,
    },
    {
      title: 'And wakes',
      text: 't1 goes on as if nothing had happened: it has no idea how long it slept. It sends its next record with the old producer epoch.',
      act: [{ verb: 'resume', target: 't1' }],
      until: { kind: 'fenced', client: 't1' },
      speed: 0.1,
    },
    {
      title: 'Fenced',
      text: 'The brokers refuse the old epoch: PRODUCER_FENCED. Nothing of the zombie has become visible, and no lock or timeout had to be right for that. t2 goes on.',
      act: [],
      until: { kind: 'done', client: 't2', more: 2 },
      speed: 0.5,
    },
  ],
};

import type { Tour } from './tour.js';

export const uncommittedTail: Tour = {
  name: 'uncommitted-tail',
  title: 'A leader dies with an uncommitted tail',
  about: 'Records that only the dead leader had: where do they go, and who is told what?',
  seed: 3,
  minInsyncReplicas: 2,
  topicConfigs: {},
  steps: [
    {
      title: 'One partition, three replicas',
      text: '{partitionLeader} leads orders-0; {followerA} and {followerB} fetch from it. The producer p1 asks for acks=all: it is told that a record is written when every replica in sync has it. Up to there the high watermark goes, and no consumer sees more.',
      act: [],
      until: { kind: 'done', client: 'p1', more: 5 },
      speed: 0.5,
    },
    {
      title: 'The followers are cut off',
      text: 'The links from {partitionLeader} to both followers are cut. The producer still reaches it, so its log grows, but nobody fetches: the watermark stands still, and behind it grows a tail that nobody has acknowledged.',
      act: [
        { verb: 'cut', target: 'partitionLeader-followerA' },
        { verb: 'cut', target: 'partitionLeader-followerB' },
      ],
      until: { kind: 'uncommittedTail', who: 'partitionLeader', records: 4 },
      speed: 0.25,
    },
    {
      title: 'The leader dies',
      text: '{partitionLeader} is killed, and with it goes the only process that has the tail; on its disk it remains. The links are mended. The active controller misses its heartbeats and makes one of the replicas in sync the leader, in a new leader epoch.',
      act: [
        { verb: 'kill', target: 'partitionLeader' },
        { verb: 'heal', target: 'partitionLeader-followerA' },
        { verb: 'heal', target: 'partitionLeader-followerB' },
      ],
      until: { kind: 'partitionLedByOther', than: 'partitionLeader' },
      speed: 0.25,
    },
    {
      title: 'The producer sends again',
      text: 'Whatever was not acknowledged the producer sends again, to the new leader, with the same sequence numbers. They get offsets of the new epoch: the new colour, at places where the dead leader has the old one.',
      act: [],
      until: { kind: 'all', of: [{ kind: 'done', client: 'p1', more: 6 }, { kind: 'nothingLost' }] },
      speed: 0.25,
    },
    {
      title: 'The old leader comes back',
      text: '{partitionLeader} starts, with the tail on its disk. It does not simply go on behind it: it asks the leader where its last epoch ended, and cuts off what lies beyond. Watch the old colour go.',
      act: [{ verb: 'start', target: 'partitionLeader' }],
      until: { kind: 'all', of: [{ kind: 'agreesWithLeader', who: 'partitionLeader' }, { kind: 'whole' }] },
      speed: 0.25,
    },
    {
      title: 'Nothing acknowledged is lost',
      text: 'The tail is gone, and nobody misses it: its records were never acknowledged, no consumer has seen them, and the producer has written them again.',
      act: [],
      until: { kind: 'nothingLost' },
      speed: 1,
    },
  ],
};

export const shrinkingIsr: Tour = {
  name: 'isr',
  title: 'The ISR shrinks, and acks=all holds',
  about: 'Why min.insync.replicas=2 loses nothing when followers fall away one by one, and then the leader.',
  seed: 4,
  minInsyncReplicas: 2,
  topicConfigs: {},
  steps: [
    {
      title: 'All in sync',
      text: 'The ISR of orders-0 is the set of replicas that are in sync: {partitionLeader}, {followerA} and {followerB}. A record counts as written when all of them have it.',
      act: [],
      until: { kind: 'done', client: 'p1', more: 3 },
      speed: 0.5,
    },
    {
      title: 'One follower falls away',
      text: 'The link from {partitionLeader} to {followerA} is cut. Nothing is acknowledged now, because the ISR still counts on it. After replica.lag.time.max.ms, here two seconds, the leader asks the controller for an ISR without it.',
      act: [{ verb: 'cut', target: 'partitionLeader-followerA' }],
      until: { kind: 'isrSize', size: 2 },
      speed: 0.5,
    },
    {
      title: 'Two are enough',
      text: 'Only when the controller has committed the smaller ISR does the watermark move without {followerA}. min.insync.replicas is 2, so writes go on.',
      act: [],
      until: { kind: 'done', client: 'p1', more: 10 },
      speed: 0.5,
    },
    {
      title: 'The second one falls away',
      text: 'Now {followerB} is cut off as well. When the ISR is {partitionLeader} alone, that is fewer than min.insync.replicas: it refuses every write with acks=all. The producer keeps its records and asks again. It is better to wait than to promise.',
      act: [{ verb: 'cut', target: 'partitionLeader-followerB' }],
      until: {
        kind: 'all',
        of: [
          { kind: 'isrSize', size: 1 },
          { kind: 'refused', client: 'p1', records: 3 },
        ],
      },
      speed: 0.5,
    },
    {
      title: 'And then the leader dies',
      text: 'The last replica in sync is killed. {followerB} has everything that was ever acknowledged: it left the ISR when that fell below the minimum, so the watermark could not move without it. The controller knows: it is among the eligible leader replicas (ELR, KIP-966). The links are mended.',
      act: [
        { verb: 'kill', target: 'partitionLeader' },
        { verb: 'heal', target: 'partitionLeader-followerA' },
        { verb: 'heal', target: 'partitionLeader-followerB' },
      ],
      until: { kind: 'all', of: [{ kind: 'partitionLedByOther', than: 'partitionLeader' }, { kind: 'nothingLost' }] },
      speed: 0.5,
    },
    {
      title: 'Everybody is back',
      text: 'A leader again, and it has every acknowledged record. {followerA} catches up and is let in again; {partitionLeader} starts.',
      act: [{ verb: 'start', target: 'partitionLeader' }],
      until: { kind: 'all', of: [{ kind: 'whole' }, { kind: 'nothingLost' }, { kind: 'done', client: 'p1', more: 5 }] },
      speed: 0.5,
    },
  ],
};

export const uncleanElection: Tour = {
  name: 'unclean',
  title: 'An unclean election, and what it loses',
  about: 'min.insync.replicas=1 and unclean.leader.election.enable=true: what acknowledged means then.',
  seed: 5,
  minInsyncReplicas: 1,
  topicConfigs: { 'unclean.leader.election.enable': 'true' },
  steps: [
    {
      title: 'Two settings that trade safety away',
      text: 'This topic has min.insync.replicas=1 and allows unclean elections: if no replica in sync is left, any replica may lead, rather than none.',
      act: [],
      until: { kind: 'done', client: 'p1', more: 3 },
      speed: 0.5,
    },
    {
      title: 'The leader is alone',
      text: 'Both followers are cut off from {partitionLeader}. After replica.lag.time.max.ms the ISR is the leader alone, and that is enough for this topic: records are acknowledged that nobody else has.',
      act: [
        { verb: 'cut', target: 'partitionLeader-followerA' },
        { verb: 'cut', target: 'partitionLeader-followerB' },
      ],
      until: {
        kind: 'all',
        of: [
          { kind: 'isrSize', size: 1 },
          { kind: 'done', client: 'p1', more: 10 },
        ],
      },
      speed: 0.5,
    },
    {
      title: 'It dies',
      text: '{partitionLeader} is killed. No replica in sync is left. The controller may choose one that is not, and does: service instead of data.',
      act: [
        { verb: 'kill', target: 'partitionLeader' },
        { verb: 'heal', target: 'partitionLeader-followerA' },
        { verb: 'heal', target: 'partitionLeader-followerB' },
      ],
      until: {
        kind: 'all',
        of: [
          { kind: 'partitionLedByOther', than: 'partitionLeader' },
          { kind: 'lost', records: 10 },
        ],
      },
      speed: 0.5,
    },
    {
      title: 'Acknowledged, and lost',
      text: 'The new leader goes on where its own log ends: in the new colour, at offsets that were given before. The producer was told that those records are written. When {partitionLeader} is back it throws them away, because the leader does not have them.',
      act: [{ verb: 'start', target: 'partitionLeader' }],
      until: {
        kind: 'all',
        of: [
          { kind: 'agreesWithLeader', who: 'partitionLeader' },
          { kind: 'lost', records: 10 },
        ],
      },
      speed: 0.5,
    },
    {
      title: 'Which is why it is off',
      text: 'The count of lost records beside p1 stays: nothing brings them back. By default unclean elections are off, and the partition would have waited for {partitionLeader}.',
      act: [],
      until: { kind: 'whole' },
      speed: 1,
    },
  ],
};

import type { Tour } from './tour.js';

export const election: Tour = {
  name: 'election',
  title: 'An election',
  about: 'The active controller dies. How do the others notice, and how do they agree on the next one?',
  seed: 1,
  minInsyncReplicas: 2,
  topicConfigs: {},
  steps: [
    {
      title: 'A quorum at rest',
      text: 'Three controllers keep the metadata of the cluster in one replicated log. {leader} leads: it alone writes, the others fetch from it, and so do the brokers. Look at their logs: every cell is an offset, its colour the epoch that wrote it. Solid cells are committed: a majority holds them.',
      act: [],
      until: { kind: 'elapsed', ms: 1_000 },
      speed: 0.5,
    },
    {
      title: 'The leader dies',
      text: 'Now {leader} is killed. Nobody tells the others. A follower counts on its leader to answer its fetches; when no answer has come for controller.quorum.fetch.timeout.ms, it asks the others whether they would vote for it. That is a pre-vote: it costs nothing, and changes no epoch.',
      act: [{ verb: 'kill', target: 'leader' }],
      until: { kind: 'election' },
      speed: 0.25,
    },
    {
      title: 'Somebody stands',
      text: 'A majority would vote for it, so it begins a new epoch, votes for itself, writes both to its disk, and only then asks. A voter says yes once in an epoch, and only to a log that ends no earlier than its own. Two of three votes are enough.',
      act: [],
      until: { kind: 'quorumLedByOther', than: 'leader' },
      speed: 0.1,
    },
    {
      title: 'A new colour',
      text: 'The first thing a new leader writes is a record of its own epoch: the new colour at the end of the logs. With it everything before is committed as well. Brokers and clients went on all the time: they need controllers only to change something. Now the old leader comes back.',
      act: [{ verb: 'start', target: 'leader' }],
      until: { kind: 'followsQuorum', who: 'leader' },
      speed: 0.25,
    },
    {
      title: 'Back, as a follower',
      text: '{leader} has read on its own disk which epoch it knew, has learnt of a newer one, and follows. That it once led counts for nothing. Kill whom you like now: with two of three up there is always a leader again.',
      act: [],
      until: { kind: 'whole' },
      speed: 1,
    },
  ],
};

export const splitVote: Tour = {
  name: 'split-vote',
  title: 'A split vote',
  about: 'Two controllers stand at once, and each has its own vote. Why does that not go on for ever?',
  seed: 2,
  minInsyncReplicas: 2,
  topicConfigs: {},
  steps: [
    {
      title: 'How votes are split',
      text: 'Three controllers, {leader} leads. When it dies, {voterA} and {voterB} wait for a random time before they stand, so that mostly one is first. On a slow link that is not enough: the question of the first one travels while the second one makes up its mind.',
      act: [],
      until: { kind: 'elapsed', ms: 500 },
      speed: 0.5,
    },
    {
      title: 'A slow link, and no leader',
      text: 'The link between {voterA} and {voterB} becomes slow, 150 ms each way, and {leader} is killed. Watch both of them: candidates of one epoch, each with its own vote. Neither can get a second one.',
      act: [
        { verb: 'slow', target: 'voterA-voterB' },
        { verb: 'kill', target: 'leader' },
      ],
      until: { kind: 'splitVote' },
      speed: 0.25,
    },
    {
      title: 'One vote each',
      text: 'Nobody may vote twice in an epoch, so this epoch will have no leader. That is safe: at most one leader in each epoch, and here it is none. Each of them waits for a random time and tries again, in a newer epoch. The link is fast again now.',
      act: [{ verb: 'heal', target: 'voterA-voterB' }],
      until: { kind: 'quorumLedByOther', than: 'leader' },
      speed: 0.25,
    },
    {
      title: 'Chance decides',
      text: 'One was first this time. The epochs between the old colour and the new one have no cell in any log: they were spent on elections that nobody won. {leader} comes back.',
      act: [{ verb: 'start', target: 'leader' }],
      until: { kind: 'whole' },
      speed: 0.5,
    },
  ],
};

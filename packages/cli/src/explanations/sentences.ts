import type { Explanation } from './error-explanations.js';

/** A sentence that people meet without its code, mostly when something does not start. */
interface Sentence extends Explanation {
  /** The part of it that is always the same, letter by letter as the product says it. */
  readonly says: string;
}

export const sentences: readonly Sentence[] = [
  {
    says: 'is not formatted: ',
    cause: 'A node was started on a directory that no `drave storage format` has prepared, or its disk is not mounted.',
    cure: 'Mount the disk. If the directory is meant to be new: `drave storage format --config <file>`, once in its life.',
  },
  {
    says: 'is formatted already. Nothing was changed',
    cause: 'The directory belongs to a node, and what lies in it may be all that is left of it.',
    cure: 'Nothing, if that is this node: start it. Scripts give `--ignore-formatted`. Remove the directory only if you know it is not needed.',
  },
  {
    says: 'say whether this is the first format of a new cluster',
    cause:
      'A controller that `quorum.voters` names is to be formatted, and only you know whether its cluster exists already.',
    cure: '`--initial-controllers` for the first controllers of a new cluster; `--no-initial-controllers` after its disk was replaced.',
  },
  {
    says: 'formatting a voter of a new cluster needs the directory id of every voter',
    cause: 'The first voters must know each other by node id and directory id.',
    cure: 'Make an id for each voter with `drave storage id`, and write the same list into the configuration of every node.',
  },
  {
    says: "unknown key '",
    cause: 'The configuration of a node has a key that does not exist, at that level; it is often a typing mistake.',
    cure: 'Use one of those that the message lists. Kafka’s keys stand below `broker`.',
  },
  {
    says: 'which no client can reach: give ',
    cause: 'A Kafka listener binds 0.0.0.0, and would tell clients to connect there.',
    cure: 'Give it an `advertisedHost` that clients can resolve and reach.',
  },
  {
    says: 'registration failed, trying again: ',
    cause:
      'A broker has found no active controller: too few voters run, or `quorum.voters` has wrong addresses. At the start of a whole cluster it is normal for a second.',
    cure: 'If it lasts, see why the voters elect nobody: are a majority of them up, and do they reach each other?',
  },
  {
    says: 'the cluster has no active controller: its ',
    cause: 'Too few voters run, they do not reach each other, or an election is under way.',
    cure: 'Start enough of them: 2 of 3, 3 of 5. Reading and writing goes on meanwhile; nothing about topics, leaders and members changes.',
  },
  {
    says: 'the log directory went offline',
    cause: 'The system has refused to read, write or sync in a data directory. What it says stands behind.',
    cure: 'See to the disk: docs/operating.md, "A disk". A broker with another directory goes on with that.',
  },
  {
    says: 'the node stops: ',
    cause:
      'A node could not go on without risking what it has promised: its only disk failed, or a bug broke an invariant.',
    cure: 'Read what stands behind and restart the node. It starts from what is on its disk; if it stops again, keep its log and report it.',
  },
  {
    says: 'refuses connections',
    cause: 'Nothing listens at that address: the node is down, or the address or port is another one.',
    cure: 'Start it, or correct `--bootstrap`; `drave local ps` shows the addresses of local clusters.',
  },
  {
    says: ', and this command speaks gRPC; ',
    cause:
      'The address is that of a Kafka listener. The command line and the SDK connect to the gRPC listener of any node.',
    cure: 'Give the gRPC address: `drave local env` prints it, and `listeners.grpc` has it in production.',
  },
  {
    says: 'no local cluster runs; start one with drave local up',
    cause: 'A command was given no cluster, and none runs on this machine under this DRAVE_HOME.',
    cure: '`drave local up -d`, or `--bootstrap host:port` for a cluster elsewhere.',
  },
  {
    says: ' names no node: use one of ',
    cause: 'A node expression is not one, or names nobody at the moment.',
    cure: 'The message lists the names and the expressions; packages/cluster/README.md explains them.',
  },
  {
    says: 'start it with --network proxied',
    cause: 'Faults of the network need proxies between the nodes, which this cluster was started without.',
    cure: 'Start it again with `--network proxied`.',
  },
  {
    says: 'ended before it was ready (',
    cause: 'A node of a local cluster has ended while the cluster was starting; its last lines follow.',
    cure: 'Read them. Mostly it is a port or a disk; the files are kept, and the message says where.',
  },
  {
    says: 'This machine is overloaded (',
    cause: 'The event loop of the process that starts the nodes was late by seconds: there is not enough processor.',
    cure: 'End something else, make the cluster smaller (`--single`, `-c 1`), or give it time (`--profile real`, `--wait 10m`).',
  },
];

import { unreachable } from '@drave/base';
import { agrees, nodeOf, quorumLeader, type ClientFrame, type Frame } from '../frame.js';
import type { Cast, Condition } from './tour.js';

/** Whether the condition holds now, in a step that began with the frame `before`. */
export function holds(condition: Condition, now: Frame, before: Frame, cast: Cast): boolean {
  switch (condition.kind) {
    case 'whole':
      return isWhole(now);
    case 'elapsed':
      return now.nowMs - before.nowMs >= condition.ms;
    case 'election':
      return standing(now).length > 0;
    case 'splitVote':
      return isSplit(now);
    case 'quorumLedByOther': {
      const leader = quorumLeader(now);
      return leader !== undefined && leader.name !== cast[condition.than];
    }
    case 'followsQuorum': {
      const [node, leader] = [nodeOf(now, cast[condition.who]), quorumLeader(now)];
      if (node?.process !== 'up' || node.quorum?.role !== 'follower' || leader?.quorum === undefined) return false;
      return node.quorum.epoch === leader.quorum.epoch && agrees(node.quorum.log, leader.quorum.log);
    }
    case 'partitionLedByOther':
      return leaderReplica(now)?.name !== undefined && now.partition?.leader !== cast[condition.than];
    case 'isrSize':
      return now.partition?.isr.length === condition.size;
    case 'uncommittedTail': {
      const log = nodeOf(now, cast[condition.who])?.replica?.log;
      return log !== undefined && log.endOffset - log.highWatermark >= condition.records;
    }
    case 'agreesWithLeader': {
      const [node, leader] = [nodeOf(now, cast[condition.who]), leaderReplica(now)];
      if (node?.process !== 'up' || node.replica?.role !== 'follower' || leader?.replica === undefined) return false;
      return node.replica.log.endOffset > 0 && agrees(node.replica.log, leader.replica.log);
    }
    case 'done':
      return client(now, condition.client).done >= client(before, condition.client).done + condition.more;
    case 'refused': {
      const { pending, done } = client(now, condition.client);
      return pending >= condition.records && done === client(before, condition.client).done;
    }
    case 'lost':
      return leaderReplica(now) !== undefined && lost(now) >= condition.records;
    case 'nothingLost':
      return leaderReplica(now) !== undefined && lost(now) === 0;
    case 'openTransaction':
      return client(now, condition.client).pending > 0;
    case 'fenced':
      return client(now, condition.client).fenced;
    case 'all':
      return condition.of.every((one) => holds(one, now, before, cast));
    default:
      return unreachable(condition);
  }
}

function isWhole(frame: Frame): boolean {
  const { nodes, partition } = frame;
  const isUp = nodes.every(({ process, quorum }) => process === 'up' && quorum !== undefined);
  const isSynced = partition !== undefined && partition.isr.length === partition.replicas.length;
  return isUp && isSynced && quorumLeader(frame) !== undefined;
}

function standing({ nodes }: Frame) {
  return nodes.filter(
    ({ process, quorum }) => process === 'up' && (quorum?.role === 'prospective' || quorum?.role === 'candidate'),
  );
}

function isSplit(frame: Frame): boolean {
  const epochs = standing(frame)
    .filter(({ name, quorum }) => quorum?.role === 'candidate' && quorum.votedFor === name)
    .map(({ quorum }) => quorum?.epoch);
  return new Set(epochs).size < epochs.length;
}

function leaderReplica(frame: Frame) {
  const node = nodeOf(frame, frame.partition?.leader);
  return node?.process === 'up' && node.replica?.role === 'leader' ? node : undefined;
}

function lost({ clients }: Frame): number {
  return clients.reduce((sum, one) => sum + one.lost, 0);
}

/** One that has not begun yet has done nothing. */
function client({ clients }: Frame, name: string): Pick<ClientFrame, 'pending' | 'done' | 'fenced'> {
  return clients.find((one) => one.name === name) ?? { pending: 0, done: 0, fenced: false };
}

import type { Millis, Offset, TopicPartition } from '@drave/base';
import {
  evaluatePartition,
  type Commit,
  type EvaluationSettings,
  type PartitionEvaluation,
  type PartitionHistory,
} from './evaluate-partition.js';
import { statusNumbers, type GroupStatus } from './status.js';
import { timeLagOf, type EndPoint, type TimeLag } from './time-lag.js';

/** One partition of a group, as it is judged. */
export interface GroupPartition extends TopicPartition, PartitionHistory {
  /** The host and the client id of the member that reads it; empty where nobody does, or it is unknown. */
  readonly owner: string;
  readonly clientId: string;
  /** Whether too little is known to say anything but OK: the watch has just begun. */
  readonly isSettling: boolean;
  /** Log ends with their times, oldest first, farther back than `ends`. */
  readonly endPoints: readonly EndPoint[];
}

export interface EvaluatedPartition extends TopicPartition, PartitionEvaluation {
  readonly owner: string;
  readonly clientId: string;
  /** The oldest and the newest commit of the window; null where there is none. */
  readonly start: Commit | null;
  readonly end: Commit | null;
  readonly currentLag: number;
  readonly logEnd: Offset | null;
  readonly timeLag: TimeLag;
}

export interface GroupEvaluation {
  readonly cluster: string;
  readonly group: string;
  readonly status: GroupStatus;
  /** The share of partitions whose window is full, 0 to 1; 1 for a group that is not found. */
  readonly complete: number;
  /** All partitions of the group, in order of topic and partition. */
  readonly partitions: readonly EvaluatedPartition[];
  /** The partition with the largest lag, the first of several; null where there is none. */
  readonly maxLag: EvaluatedPartition | null;
  readonly totalLag: number;
}

/** Judges a group: it is as bad as its worst partition. `partitions` are in order of topic and partition. */
export function evaluateGroup(
  cluster: string,
  group: string,
  partitions: readonly GroupPartition[],
  nowMs: Millis,
  settings: EvaluationSettings,
): GroupEvaluation {
  const evaluated = partitions.map((partition) => partitionEvaluation(partition, nowMs, settings));
  const worst = Math.max(statusNumbers.OK, ...evaluated.map(({ status }) => statusNumbers[status]));
  const full = evaluated.filter(({ complete }) => complete === 1).length;
  const maxLag = evaluated.reduce<EvaluatedPartition | null>(
    (most, one) => (most === null || one.currentLag > most.currentLag ? one : most),
    null,
  );
  return {
    cluster,
    group,
    status: worst === statusNumbers.OK ? 'OK' : worst === statusNumbers.WARN ? 'WARN' : 'ERR',
    complete: evaluated.length === 0 ? 0 : full / evaluated.length,
    partitions: evaluated,
    maxLag,
    totalLag: evaluated.reduce((sum, { currentLag }) => sum + currentLag, 0),
  };
}

/** What is said of a group of which nothing is known. */
export function groupNotFound(cluster: string, group: string): GroupEvaluation {
  return { cluster, group, status: 'NOTFOUND', complete: 1, partitions: [], maxLag: null, totalLag: 0 };
}

function partitionEvaluation(
  partition: GroupPartition,
  nowMs: Millis,
  settings: EvaluationSettings,
): EvaluatedPartition {
  const { topic, partition: index, owner, clientId, commits, currentLag, ends, endPoints } = partition;
  return {
    topic,
    partition: index,
    owner,
    clientId,
    ...evaluatePartition(partition, nowMs, settings),
    ...(partition.isSettling ? { status: 'OK' as const } : {}),
    start: commits[0] ?? null,
    end: commits.at(-1) ?? null,
    currentLag,
    logEnd: ends.at(-1) ?? null,
    timeLag: timeLagOf(commits, endPoints, currentLag, nowMs),
  };
}

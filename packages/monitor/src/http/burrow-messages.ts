import type { Commit } from '../evaluator/evaluate-partition.js';
import type { EvaluatedPartition, GroupEvaluation, GroupPartition } from '../evaluator/evaluate-group.js';
import { float32 } from './go-json.js';

/** The objects of Burrow's API, with its names in its order. */

export function statusMessage(evaluation: GroupEvaluation, shown: 'all' | 'bad') {
  const { cluster, group, status, complete, partitions, maxLag, totalLag } = evaluation;
  const listed = shown === 'all' ? partitions : partitions.filter((one) => one.status !== 'OK');
  return {
    cluster,
    group,
    status,
    complete: float32(complete),
    partitions: listed.map(partitionMessage),
    partition_count: partitions.length,
    maxlag: maxLag === null ? null : partitionMessage(maxLag),
    totallag: totalLag,
  };
}

function partitionMessage(one: EvaluatedPartition) {
  const { topic, partition, owner, clientId, status, start, end, currentLag, complete } = one;
  return {
    topic,
    partition,
    owner,
    client_id: clientId,
    status,
    start: start === null ? null : commitMessage(start),
    end: end === null ? null : commitMessage(end),
    current_lag: currentLag,
    complete: float32(complete),
  };
}

function commitMessage({ offset, timestampMs, observedAtMs, lag }: Commit) {
  return { offset, timestamp: timestampMs, observedAt: observedAtMs, lag };
}

/** What is held of a group: per topic a list whose index is the partition; places that are free are null. */
export function consumerMessage(partitions: readonly GroupPartition[]) {
  const topics = new Map<string, unknown[]>();
  for (const { topic, commits, windowSize, owner, clientId, currentLag } of partitions) {
    const free = Array<null>(windowSize - commits.length).fill(null);
    const offsets = [...free, ...commits.map(commitMessage)];
    const listed = topics.get(topic) ?? [];
    listed.push({ offsets, owner, client_id: clientId, 'current-lag': currentLag });
    topics.set(topic, listed);
  }
  return Object.fromEntries(topics);
}

/** Lag in time, which Burrow has not: `/v4`. Times in milliseconds; null where they are not known. */
export function timeLagMessage({ cluster, group, status, totalLag, partitions }: GroupEvaluation) {
  const ages = partitions.flatMap(({ timeLag }) => timeLag.ageMs ?? []);
  return {
    cluster,
    group,
    status,
    totallag: totalLag,
    max_age_ms: ages.length === 0 ? null : Math.round(Math.max(...ages)),
    partitions: partitions.map(({ topic, partition, status: of, currentLag, logEnd, end, timeLag }) => ({
      topic,
      partition,
      status: of,
      committed: end?.offset ?? null,
      log_end: logEnd,
      current_lag: currentLag,
      age_ms: timeLag.ageMs === null ? null : Math.round(timeLag.ageMs),
      age_basis: timeLag.basis,
      catch_up_ms: timeLag.catchUpMs === null ? null : Math.round(timeLag.catchUpMs),
    })),
  };
}

import type { PartitionRow } from '../../src/contract.js';

/** What a broker is to a partition. */
export type ReplicaState = 'leader' | 'in-sync' | 'eligible' | 'behind' | 'none';

export interface HeatCell {
  readonly brokerId: number;
  readonly state: ReplicaState;
  /** On a broker that is down. */
  readonly isOffline: boolean;
}

export interface HeatColumn {
  readonly partition: number;
  readonly hasLeader: boolean;
  /** In the order of `HeatMap.brokerIds`. */
  readonly cells: readonly HeatCell[];
}

interface HeatMap {
  readonly brokerIds: readonly number[];
  /** Columns in pieces that fit beside each other. */
  readonly blocks: readonly (readonly HeatColumn[])[];
}

/** One letter each, so that nobody has to tell colours apart. */
export const letters: Readonly<Record<ReplicaState, string>> = {
  leader: 'L',
  'in-sync': 'S',
  eligible: 'E',
  behind: 'B',
  none: '',
};

export const words: Readonly<Record<ReplicaState, string>> = {
  leader: 'leader',
  'in-sync': 'in sync',
  eligible: 'eligible leader, not in sync',
  behind: 'behind, not in sync',
  none: 'no replica',
};

/** Brokers as rows, partitions as columns, at most `columnsMax` of them in a piece. */
export function heatMapOf(partitions: readonly PartitionRow[], columnsMax: number): HeatMap {
  const brokerIds = [...new Set(partitions.flatMap(({ replicas }) => replicas))].toSorted((one, other) => one - other);
  const columns = partitions.map((row) => columnOf(row, brokerIds));
  const blocks: (readonly HeatColumn[])[] = [];
  for (let from = 0; from < columns.length; from += columnsMax) blocks.push(columns.slice(from, from + columnsMax));
  return { brokerIds, blocks };
}

function columnOf(row: PartitionRow, brokerIds: readonly number[]): HeatColumn {
  const cells = brokerIds.map((brokerId) => ({
    brokerId,
    state: stateOf(row, brokerId),
    isOffline: row.offlineReplicas.includes(brokerId),
  }));
  return { partition: row.partition, hasLeader: row.leaderId !== null, cells };
}

function stateOf({ leaderId, replicas, isr, elr }: PartitionRow, brokerId: number): ReplicaState {
  if (leaderId === brokerId) return 'leader';
  if (isr.includes(brokerId)) return 'in-sync';
  if (elr.includes(brokerId)) return 'eligible';
  return replicas.includes(brokerId) ? 'behind' : 'none';
}

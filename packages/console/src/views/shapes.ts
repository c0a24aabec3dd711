import type { Endpoint } from '@drave/base';
import type { adminV1 } from '@drave/rpc';
import type { BrokerRow, Page, PartitionRow } from '../contract.js';

/** How messages are told to the page. */

export function addressOf({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Messages have -1 where there is none. */
export function idOrNull(id: number): number | null {
  return id < 0 ? null : id;
}

export function textOrNull(text: string): string | null {
  return text === '' ? null : text;
}

export function pageOf<Item>(items: readonly Item[], nextPageToken: string): Page<Item> {
  return { items, nextPageToken: textOrNull(nextPageToken) };
}

export function partitionRow(one: adminV1.Partition): PartitionRow {
  return {
    topic: one.topic,
    partition: one.index,
    leaderId: idOrNull(one.leaderId),
    leaderEpoch: one.leaderEpoch,
    partitionEpoch: one.partitionEpoch,
    replicas: one.replicas,
    isr: one.isr,
    elr: one.elr,
    addingReplicas: one.addingReplicas,
    removingReplicas: one.removingReplicas,
    offlineReplicas: one.offlineReplicas,
    minInsyncReplicas: one.minInsyncReplicas,
  };
}

const brokerStates = {
  UNSPECIFIED: 'fenced',
  RUNNING: 'running',
  FENCED: 'fenced',
  SHUTTING_DOWN: 'shutting-down',
} as const;

export function brokerRow(one: adminV1.Broker, activeControllerId: number): BrokerRow {
  return {
    id: one.id,
    epoch: one.epoch,
    state: brokerStates[one.state],
    rack: textOrNull(one.rack),
    listeners: one.listeners.map(({ name, endpoint }) => ({ name, address: addressOf(endpoint) })),
    replicaCount: one.replicaCount,
    leaderCount: one.leaderCount,
    isActiveController: one.id === activeControllerId,
  };
}

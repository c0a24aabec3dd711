import type { Endpoint } from '@drave/base';
import { flowText, linkTexts, stateOnBoard, type BoardPartitions, type ClusterBoard } from '../cluster-board.js';
import { nameOf } from '../condition.js';
import { isBroker } from '../plan.js';
import type { MetadataEvents } from '../metadata-events.js';
import type { ClusterParts } from './prepare.js';

const EVENTS_SHOWN_MAX = 100;
const EXAMPLES_MAX = 5;
const TOPICS_MAX = 1_000;
/** The topics that the cluster keeps for itself. */
const INTERNAL = /^__/;

/** The board of a cluster at this moment. */
export function boardOf({ plan, nodes, network, timeline, follower }: ClusterParts): ClusterBoard {
  const { metadata } = follower;
  const { controller, epoch, partitions } = metadata;
  const faulty = (network?.faulty() ?? []).map(({ from, to, faults }) => ({ from, to, text: flowText(faults) }));
  const out = nodes.filter(({ state }) => state === 'paused' || state === 'down');
  return {
    name: plan.name,
    bootstrap: nodes.flatMap((node) => (node.kafka === undefined ? [] : [addressText(node.kafka)])).join(','),
    controller: nodes.find(({ id }) => id === controller)?.name ?? null,
    epoch: controller === undefined ? null : epoch,
    nodes: nodes.map((node) => {
      const { id, name, roles } = node;
      const state = stateOnBoard(node, id === controller, metadata.isFenced(id));
      const count = (isMine: (one: (typeof partitions)[number]) => boolean): number | null =>
        isBroker(node) ? partitions.filter(isMine).length : null;
      return {
        name,
        roles,
        state,
        leads: count((one) => one.leader === id),
        replicas: count((one) => one.replicas.includes(id)),
      };
    }),
    partitions: partitionsOf(metadata),
    topics: [...new Set(partitions.map(({ topic }) => topic))]
      .filter((topic) => !INTERNAL.test(topic))
      .toSorted()
      .slice(0, TOPICS_MAX),
    faults: [...out.map(({ name, state }) => `${name} ${state}`), ...linkTexts(faulty)],
    events: timeline.events.slice(-EVENTS_SHOWN_MAX),
  };
}

function partitionsOf({ partitions }: MetadataEvents): BoardPartitions {
  const leaderless = partitions.filter(({ leader }) => leader === undefined);
  const lacking = partitions.filter(
    ({ leader, isr, replicas }) => leader !== undefined && isr.length < replicas.length,
  );
  return {
    total: partitions.length,
    leaderless: leaderless.length,
    underReplicated: lacking.length,
    examples: [...leaderless, ...lacking].slice(0, EXAMPLES_MAX).map(nameOf),
  };
}

function addressText({ host, port }: Endpoint): string {
  return `${host}:${port}`;
}

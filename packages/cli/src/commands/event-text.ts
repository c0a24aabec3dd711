import type { ClusterEvent } from '@drave/cluster/running';

/** One event on one line, as it is printed when it happens. */
export function eventText({ wallMs, node, kind, detail }: ClusterEvent): string {
  const time = new Date(wallMs).toISOString().slice(11, 23);
  return `${time}  ${node.padEnd(4)} ${kind.padEnd(10)} ${detail}`.trimEnd();
}

import type { Millis } from '@drave/base';
import type { ClusterEvent, NodeState } from './options.js';

const TIMELINE_SHOWN_MAX = 60;
const LINES_SHOWN_MAX = 10;

/** The cluster as a report tells of it. */
export interface StoryTeller {
  readonly events: readonly ClusterEvent[];
  readonly directory: string;
  readonly nodes: readonly { readonly name: string; readonly state: NodeState }[];
  lastLines(node: string): readonly string[];
}

/** Something that did not happen to a node, for the timeline. */
export interface StoryMark {
  readonly wallMs: Millis;
  readonly detail: string;
}

/** Errors whose message has the story already, so that it is told once. */
export const told = new WeakSet<object>();

/**
 * What happened to a cluster, and what each node said last. `marks` are put in their places; with `around` the part of
 * the timeline is shown that ends there.
 */
export function tellStory(cluster: StoryTeller, marks: readonly StoryMark[] = [], around?: Millis): string {
  const [first] = cluster.events;
  const entries = [
    ...cluster.events.map(({ wallMs, node, kind, detail }) => ({ wallMs, text: `${node} ${kind} ${detail}` })),
    ...marks.map(({ wallMs, detail }) => ({ wallMs, text: detail })),
  ].toSorted((one, other) => one.wallMs - other.wallMs);
  const end = around === undefined ? entries.length : entries.filter(({ wallMs }) => wallMs <= around).length;
  const from = Math.max(0, end - TIMELINE_SHOWN_MAX);
  const shown = entries.slice(from, Math.max(end, TIMELINE_SHOWN_MAX));
  const timeline = shown.map(({ wallMs, text }) => {
    const atMs = Math.round(wallMs - (first?.wallMs ?? entries[0]?.wallMs ?? 0));
    return `  ${String(atMs).padStart(7)} ms  ${text}`;
  });
  const nodes = cluster.nodes.flatMap((node) => {
    const lines = cluster.lastLines(node.name).slice(-LINES_SHOWN_MAX);
    return [`${node.name} (${node.state}), last lines:`, ...lines.map((line) => `  ${line}`)];
  });
  return ['Timeline:', ...timeline, ...nodes, `The cluster's files are kept in ${cluster.directory}`].join('\n');
}

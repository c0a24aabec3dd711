import type { JSX } from 'preact';
import type { BrokerList } from '../../src/contract.js';
import { currentBrokers } from '../model/live.js';
import { topologyOf, type TopologyLink, type TopologyNode } from '../model/topology.js';
import { live } from '../state/live.js';
import { useResource } from '../state/resource.js';

const RADIUS = 26;

interface TopologyProps {
  /** What a click on a link does; links are for the eye alone where it is left out. */
  readonly onLink?: (link: TopologyLink) => void;
}

/** The cluster as a picture. What it says is in the tables of quorum and brokers, too. */
export function TopologyPicture({ onLink }: TopologyProps): JSX.Element {
  const { revision, quorum, changedBrokers, faults } = live.value;
  const { data } = useResource<BrokerList>('brokers', revision);
  if (quorum === null || data === null) return <div class="empty topology">Asking the cluster …</div>;
  const topology = topologyOf(quorum, currentBrokers(data.brokers, changedBrokers), faults);
  if (topology === null) return <div class="empty">The cluster has too many nodes for a picture.</div>;
  const { nodes, links, width, height } = topology;
  const isPicture = onLink === undefined;
  const summary = nodes.map(({ label, note }) => `${label}: ${note}`).join('; ');
  return (
    <svg
      class="topology"
      viewBox={`0 0 ${width} ${height}`}
      role={isPicture ? 'img' : 'group'}
      aria-label={`Nodes of the cluster. ${summary}`}
    >
      {links.map((link) => (
        <Link key={`${link.from.id} ${link.to.id}`} link={link} onLink={onLink} />
      ))}
      {nodes.map((node) => (
        <Node key={node.id} node={node} />
      ))}
    </svg>
  );
}

function Link({
  link,
  onLink,
}: {
  readonly link: TopologyLink;
  readonly onLink: TopologyProps['onLink'];
}): JSX.Element {
  const { from, to, fault } = link;
  const ends = { d: pathOf(link), fill: 'none' };
  const look = fault === null ? '' : fault.includes('cut') ? 'cut' : 'faulty';
  if (onLink === undefined) return <path class={`link ${look}`} {...ends} />;
  const what = fault === null ? 'Cut' : `Heal (${fault})`;
  const act = (): void => onLink(link);
  return (
    <g
      class="link-target"
      role="button"
      // As SVG knows it: names of its attributes are case-sensitive.
      tabindex={0}
      aria-label={`${what} the link between ${from.label} and ${to.label}`}
      onClick={act}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        act();
      }}
    >
      <title>{`${what}: ${from.label} – ${to.label}`}</title>
      <path class="hit" {...ends} />
      <path class={`link ${look}`} {...ends} />
    </g>
  );
}

/** Nodes of one row are joined by arcs, as straight lines would lie upon each other. */
function pathOf({ from, to }: TopologyLink): string {
  if (from.y !== to.y) return `M${from.x} ${from.y} L${to.x} ${to.y}`;
  const distance = Math.abs(to.x - from.x);
  const bend = from.y - 24 - distance * 0.12;
  return `M${from.x} ${from.y} Q${(from.x + to.x) / 2} ${bend} ${to.x} ${to.y}`;
}

function Node({ node }: { readonly node: TopologyNode }): JSX.Element {
  const { x, y, label, note, leads, isDown, id } = node;
  return (
    <g class={`${leads ? 'leads' : ''} ${isDown ? 'down' : ''}`} aria-hidden="true">
      <circle class="node" cx={x} cy={y} r={RADIUS} />
      <text x={x} y={y + 4} text-anchor="middle">
        {node.name ?? id}
      </text>
      <text class="small" x={x} y={y + RADIUS + 15} text-anchor="middle">
        {node.name === null ? `${label}: ${note}` : note}
      </text>
    </g>
  );
}

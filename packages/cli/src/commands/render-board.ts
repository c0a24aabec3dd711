import type { ClusterBoard } from '@drave/cluster/running';
import { formatTable } from '../output.js';
import { eventText } from './event-text.js';
import { plural } from './cluster-overview.js';

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** The board as lines that fit the terminal: the nodes first, and as many of the last events as there is room for. */
export function renderBoard(board: ClusterBoard, { columns, rows }: Size): readonly string[] {
  const head = [
    titleOf(board),
    ...nodeLines(board).map((line) => `  ${line}`),
    `partitions  ${partitionsOf(board)}`,
    ...faultLines(board, rows),
  ];
  const room = Math.max(0, rows - head.length - 2);
  const events = room === 0 ? [] : board.events.slice(-room).map((event) => `  ${eventText(event)}`);
  const lines = [...head, ...(events.length === 0 ? [] : ['events', ...events])];
  return lines.slice(0, rows - 1).map((line) => cut(line, columns));
}

function titleOf({ name, controller, epoch, bootstrap }: ClusterBoard): string {
  const active = controller === null ? 'no active controller' : `controller ${controller}, epoch ${epoch}`;
  return [`Cluster "${name}"`, active, ...(bootstrap === '' ? [] : [`bootstrap ${bootstrap}`])].join('  ');
}

function nodeLines({ nodes }: ClusterBoard): readonly string[] {
  const rows = nodes.map(({ name, roles, state, leads, replicas }) => [name, roles.join(', '), state, leads, replicas]);
  return formatTable(['name', 'role', 'state', 'leads', 'replicas'], rows);
}

function partitionsOf({ partitions: { total, leaderless, underReplicated, examples } }: ClusterBoard): string {
  if (leaderless === 0 && underReplicated === 0) return `${total}, all in sync`;
  const shown = examples.join(', ');
  const more = leaderless + underReplicated > examples.length ? ', …' : '';
  return `${total}, of which ${leaderless} leaderless, ${underReplicated} under-replicated: ${shown}${more}`;
}

/** Faults take no more than a quarter of the board. */
function faultLines({ faults }: ClusterBoard, rows: number): readonly string[] {
  const max = Math.max(1, Math.floor(rows / 4));
  if (faults.length <= max) return faults.map((fault) => `fault       ${fault}`);
  return [
    ...faults.slice(0, max - 1).map((fault) => `fault       ${fault}`),
    `fault       and ${plural(faults.length - max + 1, 'other')}`,
  ];
}

function cut(line: string, columns: number): string {
  return line.length <= columns ? line : `${line.slice(0, Math.max(0, columns - 1))}…`;
}

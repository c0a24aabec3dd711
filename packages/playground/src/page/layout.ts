import type { Frame } from '../run/frame.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The drawing is so many units wide and high. */
export const WIDTH = 100;
export const HEIGHT = 64;

const ROWS = [
  { kind: 'controller', y: 11 },
  { kind: 'broker', y: 36 },
] as const;
const CLIENTS_Y = 57;

/** Controllers above, brokers below them, clients at the bottom; by name. */
export function placesOf({ nodes, clients }: Pick<Frame, 'nodes' | 'clients'>): ReadonlyMap<string, Point> {
  const rows = [
    ...ROWS.map(({ kind, y }) => ({ y, names: nodes.filter((node) => node.kind === kind).map(({ name }) => name) })),
    { y: CLIENTS_Y, names: clients.map(({ name }) => name) },
  ];
  return new Map(
    rows.flatMap(({ y, names }) =>
      names.map((name, index) => [name, { x: (WIDTH * (index + 0.5)) / names.length, y }] as const),
    ),
  );
}

/** Where something is that has come so far, from 0 to 1, bent a little so that both directions can be told apart. */
export function between(from: Point, to: Point, share: number): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const bend = 2.2 * Math.sin(Math.PI * share);
  return { x: from.x + dx * share - (dy / length) * bend, y: from.y + dy * share + (dx / length) * bend };
}

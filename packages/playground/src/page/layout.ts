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
const BEND = 18;
/** How far beside its link something goes. */
const LANE = 0.9;

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

/** A link, as the path of a drawing. */
export function pathBetween(from: Point, to: Point): string {
  const bend = bendOf(from, to);
  return `M${from.x} ${from.y} Q${bend.x} ${bend.y} ${to.x} ${to.y}`;
}

/** Where something is that has come so far on a link, from 0 to 1: a little to the right, as on a road. */
export function pointBetween(from: Point, to: Point, share: number): Point {
  const bend = bendOf(from, to);
  const [rest, length] = [1 - share, Math.hypot(to.x - from.x, to.y - from.y) || 1];
  const side = LANE * Math.sin(Math.PI * share);
  const on = (one: number, middle: number, other: number): number =>
    rest * rest * one + 2 * rest * share * middle + share * share * other;
  return {
    x: on(from.x, bend.x, to.x) - ((to.y - from.y) / length) * side,
    y: on(from.y, bend.y, to.y) + ((to.x - from.x) / length) * side,
  };
}

/** The links within a row go around those who stand between its ends. */
function bendOf(from: Point, to: Point): Point {
  const isFar = from.y === to.y && Math.abs(from.x - to.x) > WIDTH / 2;
  return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 - (isFar ? BEND : 0) };
}

import { DraveError } from '@drave/base';

/** Partitions with the offset to go on at. */
export type Positions = ReadonlyMap<number, number>;

/** A place in several partitions as text for a URL. */
export function cursorOf(positions: Positions): string {
  return Buffer.from([...positions].map(([partition, offset]) => `${partition}-${offset}`).join('_')).toString(
    'base64url',
  );
}

/** @throws DraveError INVALID_REQUEST. */
export function positionsOf(cursor: string): Positions {
  const positions = new Map<number, number>();
  for (const part of Buffer.from(cursor, 'base64url').toString('latin1').split('_')) {
    const [, partition, offset] = /^(\d{1,9})-(\d{1,16})$/.exec(part) ?? [];
    if (partition === undefined || !Number.isSafeInteger(Number(offset)))
      throw new DraveError('INVALID_REQUEST', "'cursor' is none of ours: ask without one");
    positions.set(Number(partition), Number(offset));
  }
  return positions;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HandlerSchedule, type HandlerOrder, type ScheduledRecord } from './handler-schedule.js';

/** Records are written as `partition:offset/key`, without a key as `partition:offset`. */
interface Item {
  readonly partition: string;
  readonly offset: number;
  readonly key: string | undefined;
}

function item(text: string): Item {
  const [, partition = '', offset = '', key] = /^(\w+):(\d+)(?:\/(\w+))?$/.exec(text) ?? [];
  return { partition, offset: Number(offset), key };
}

function nameOf({ partition, offset }: Item): string {
  return `${partition}:${offset}`;
}

function scheduleOf(by: HandlerOrder, concurrency: number, recordsMax = 100) {
  return new HandlerSchedule<Item>({ concurrency, by, recordsMax }, ({ key }) => key);
}

/**
 * Runs a script of one command a line, and writes what each of them does:
 *
 * - `take p:0/k …` adds records; `start` starts all that may start; `hold p`, `release p`, `drop p`.
 * - `done p:0`, `fail p:0`, `due p:0`: what happens to a record that was started.
 */
function play(schedule: HandlerSchedule<Item>, script: string): string {
  const started = new Map<string, ScheduledRecord<Item>>();
  const startAll = () => {
    const names: string[] = [];
    for (let record = schedule.next(); record !== undefined; record = schedule.next()) {
      const name = nameOf(record.item);
      started.set(name, record);
      names.push(record.attempts > 1 ? `${name} again` : name);
    }
    return names.join(' ') || '-';
  };
  const commands: Record<string, (rest: string[]) => string> = {
    take: (rest) => {
      for (const record of rest.map(item)) schedule.add(record.partition, [record]);
      return `${schedule.inHand} in hand`;
    },
    start: startAll,
    done: ([name = '']) => {
      const last = schedule.handled(started.get(name) as ScheduledRecord<Item>);
      return last === undefined ? '-' : `handled up to ${nameOf(last)}`;
    },
    fail: ([name = '']) => {
      schedule.failed(started.get(name) as ScheduledRecord<Item>);
      return `${schedule.running} running`;
    },
    due: ([name = '']) => {
      schedule.due(started.get(name) as ScheduledRecord<Item>);
      return '-';
    },
    hold: ([partition = '']) => (schedule.hold(partition, true), `${schedule.runningOf(partition)} running`),
    release: ([partition = '']) => (schedule.hold(partition, false), '-'),
    drop: ([partition = '']) => (schedule.drop(partition), `${schedule.inHand} in hand`),
  };
  return script
    .trim()
    .split('\n')
    .map((line) => {
      const [verb = '', ...rest] = line.trim().split(' ');
      return `${line.trim()} -> ${commands[verb]?.(rest) ?? 'no such command'}`;
    })
    .join('\n');
}

describe('HandlerSchedule', () => {
  it('handles one record of a partition at a time, and others meanwhile', () => {
    const played = play(
      scheduleOf('partition', 2),
      `take a:0 a:1 b:0 c:0
       start
       done b:0
       start
       done a:0
       start`,
    );
    expect(played).toMatchInlineSnapshot(`
      "take a:0 a:1 b:0 c:0 -> 4 in hand
      start -> a:0 b:0
      done b:0 -> handled up to b:0
      start -> c:0
      done a:0 -> handled up to a:0
      start -> a:1"
    `);
  });

  it('handles records of different keys at the same time, and counts only what has no gap before it', () => {
    const played = play(
      scheduleOf('key', 3),
      `take a:0/x a:1/y a:2/x a:3 a:4
       start
       done a:1
       start
       done a:3
       done a:0
       start
       done a:2
       done a:4`,
    );
    expect(played).toMatchInlineSnapshot(`
      "take a:0/x a:1/y a:2/x a:3 a:4 -> 5 in hand
      start -> a:0 a:1 a:3
      done a:1 -> -
      start -> a:4
      done a:3 -> -
      done a:0 -> handled up to a:1
      start -> a:2
      done a:2 -> handled up to a:3
      done a:4 -> handled up to a:4"
    `);
  });

  it('tries a record again before what is behind it, and gives its place to others meanwhile', () => {
    const played = play(
      scheduleOf('partition', 1),
      `take a:0 a:1 b:0
       start
       fail a:0
       start
       due a:0
       start
       done b:0
       start
       done a:0
       start`,
    );
    expect(played).toMatchInlineSnapshot(`
      "take a:0 a:1 b:0 -> 3 in hand
      start -> a:0
      fail a:0 -> 0 running
      start -> b:0
      due a:0 -> -
      start -> -
      done b:0 -> handled up to b:0
      start -> a:0 again
      done a:0 -> handled up to a:0
      start -> a:1"
    `);
  });

  it('starts nothing of a partition that is held', () => {
    const played = play(
      scheduleOf('key', 5),
      `take a:0/x a:1/y b:0/x
       start
       take a:2/z
       hold a
       start
       done a:0
       release a
       start`,
    );
    expect(played).toMatchInlineSnapshot(`
      "take a:0/x a:1/y b:0/x -> 3 in hand
      start -> a:0 a:1 b:0
      take a:2/z -> 4 in hand
      hold a -> 2 running
      start -> -
      done a:0 -> handled up to a:0
      release a -> -
      start -> a:2"
    `);
  });

  it('forgets what was dropped, and waits for its handlers before it starts the same partition anew', () => {
    const played = play(
      scheduleOf('key', 5),
      `take a:5/x a:6/x a:7/y
       start
       drop a
       take a:2/x a:3/y
       start
       fail a:5
       start
       due a:5
       done a:7
       start
       done a:2
       done a:3`,
    );
    expect(played).toMatchInlineSnapshot(`
      "take a:5/x a:6/x a:7/y -> 3 in hand
      start -> a:5 a:7
      drop a -> 0 in hand
      take a:2/x a:3/y -> 2 in hand
      start -> -
      fail a:5 -> 1 running
      start -> -
      due a:5 -> -
      done a:7 -> -
      start -> a:2 a:3
      done a:2 -> handled up to a:2
      done a:3 -> handled up to a:3"
    `);
  });

  it('gives each partition its share of the records in hand', () => {
    const schedule = scheduleOf('partition', 1, 10);
    expect(schedule.roomOf('a', 4)).toBe(2);
    schedule.add('a', [item('a:0'), item('a:1')]);
    expect([schedule.roomOf('a', 4), schedule.roomOf('b', 4), schedule.roomOf('a', 1)]).toEqual([0, 2, 8]);
    expect(scheduleOf('partition', 1, 3).roomOf('a', 50)).toBe(1);
  });

  it('keeps order, concurrency and commits right, in whatever order handlers finish', () => {
    const records = fc.array(
      fc.record({ partition: fc.constantFrom('a', 'b'), key: fc.constantFrom('x', 'y', undefined) }),
      {
        maxLength: 40,
      },
    );
    const outcomes = fc.array(fc.record({ at: fc.nat(), fails: fc.boolean() }), { minLength: 400, maxLength: 400 });
    const order = fc.constantFrom<HandlerOrder>('partition', 'key');
    fc.assert(
      fc.property(order, fc.integer({ min: 1, max: 5 }), records, outcomes, (by, concurrency, drawn, events) => {
        const schedule = scheduleOf(by, concurrency);
        const offsets = new Map<string, number>();
        for (const { partition, key } of drawn) {
          const offset = offsets.get(partition) ?? 0;
          offsets.set(partition, offset + 1);
          schedule.add(partition, [{ partition, offset, key }]);
        }
        const running: ScheduledRecord<Item>[] = [];
        const failed: ScheduledRecord<Item>[] = [];
        const finished: Item[] = [];
        const handledUpTo = new Map<string, number>();
        const laneOf = ({ partition, key, offset }: Item) =>
          by === 'partition' ? partition : `${partition}/${key ?? `#${offset}`}`;
        for (const { at, fails } of events) {
          for (let next = schedule.next(); next !== undefined; next = schedule.next()) running.push(next);
          expect(running.length).toBeLessThanOrEqual(concurrency);
          expect(new Set(running.map((one) => laneOf(one.item))).size).toBe(running.length);
          const [picked] = running.splice(at % Math.max(1, running.length), 1);
          if (picked === undefined) {
            for (const record of failed.splice(0)) schedule.due(record);
            continue;
          }
          if (fails && picked.attempts < 3) {
            schedule.failed(picked);
            failed.push(picked);
            continue;
          }
          const last = schedule.handled(picked);
          finished.push(picked.item);
          if (last !== undefined) handledUpTo.set(last.partition, last.offset);
          for (const partition of offsets.keys()) {
            const done = new Set(finished.filter((one) => one.partition === partition).map(({ offset }) => offset));
            let expected = -1;
            while (done.has(expected + 1)) expected++;
            expect(handledUpTo.get(partition) ?? -1).toBe(expected);
          }
        }
        expect(finished).toHaveLength(drawn.length);
        expect(schedule.inHand).toBe(0);
        for (const [index, one] of finished.entries()) {
          const earlier = finished.slice(0, index).filter((other) => laneOf(other) === laneOf(one));
          expect(earlier.every(({ offset }) => offset < one.offset)).toBe(true);
        }
      }),
      { numRuns: 20 },
    );
  });
});

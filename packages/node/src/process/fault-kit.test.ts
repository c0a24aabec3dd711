import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { SimWorld } from '@drave/env/sim';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FaultKit } from './fault-kit.js';

const failingData = { target: 'disk', operation: 'any', directory: 'data', fault: { kind: 'error', errno: 'EIO' } };

describe('FaultKit', () => {
  let world: SimWorld;
  let input: PassThrough;
  let printed: PassThrough;
  let kit: FaultKit;

  beforeEach(() => {
    world = new SimWorld({ seed: 1 });
    input = new PassThrough();
    printed = new PassThrough({ encoding: 'utf8' });
    kit = new FaultKit(world.createHost('one').env, { input, print: (line) => printed.write(line) });
  });
  afterEach(() => input.end());

  async function order(line: unknown): Promise<unknown> {
    input.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
    const [answer] = (await once(printed, 'data')) as [string];
    return JSON.parse(answer);
  }

  it('holds the node back until the first faults are in force', async () => {
    let opened = false;
    const following = kit.follow(undefined).then(() => (opened = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(opened).toBe(false);
    expect(await order({ serial: 1, faults: [{ name: 'd', rule: failingData }] })).toEqual({
      event: 'faults',
      serial: 1,
    });
    await following;
    await expect(kit.env.disk.list('data')).rejects.toMatchObject({ code: 'KAFKA_STORAGE_ERROR' });
    expect(await order({ serial: 2, faults: [] })).toEqual({ event: 'faults', serial: 2 });
    expect(await world.finish(kit.env.disk.list('data'))).toEqual([]);
  });

  it('obeys what came before it listened', async () => {
    input.write(`${JSON.stringify({ serial: 1, faults: [{ name: 'd', rule: failingData }] })}\n`);
    await new Promise((resolve) => setImmediate(resolve));
    await kit.follow(undefined);
    await expect(kit.env.disk.list('data')).rejects.toMatchObject({ code: 'KAFKA_STORAGE_ERROR' });
  });

  it('keeps what a fault has counted while others come and go, and tells when it strikes', async () => {
    const following = kit.follow(['Produce']);
    const rule = { target: 'api', api: 'Produce', count: 2, fault: { kind: 'drop' } };
    await order({ serial: 1, faults: [{ name: 'p', rule }] });
    await following;
    const strikes = (): boolean => kit.control.take('api', () => true) !== undefined;
    const told = once(printed, 'data');
    expect(strikes()).toBe(true);
    expect(JSON.parse(((await told) as [string])[0])).toEqual({ event: 'fault-struck', name: 'p', times: 1 });
    const clock = { target: 'clock', wallOffsetMs: 5 };
    await order({
      serial: 2,
      faults: [
        { name: 'p', rule },
        { name: 'c', rule: clock },
      ],
    });
    expect([strikes(), strikes()]).toEqual([true, false]);
    expect(kit.env.clock.wallMs()).toBe(world.createHost('two').env.clock.wallMs() + 5);
  });

  it.each([
    ['{', /JSON/],
    [{ serial: 7, faults: [{ name: 'x', rule: { target: 'disk', operation: 'eat' } }] }, /operation/],
    [{ serial: 7, faults: [{ name: 'x', rule: { target: 'clock', wallOffsetMs: 1e300 } }] }, /wallOffsetMs/],
    [
      { serial: 7, faults: [{ name: 'x', rule: { target: 'api', api: 'Prod', fault: { kind: 'drop' } } }] },
      /no API is called 'Prod': name one of Fetch, Produce/,
    ],
    [
      { serial: 7, faults: [{ name: 'x', rule: { target: 'method', method: 'Fetch', fault: { kind: 'drop' } } }] },
      /no method is called 'Fetch': name one of .*DataService\/Fetch, .*TopicService\/CreateTopic/,
    ],
    [
      {
        serial: 7,
        faults: [{ name: 'x', rule: { target: 'api', api: 'Fetch', fault: { kind: 'error', code: 'NO' } } }],
      },
      /code/,
    ],
  ])('refuses %j, and changes nothing', async (line, message) => {
    void kit.follow(['Produce', 'Fetch']);
    await order({ serial: 1, faults: [{ name: 'd', rule: failingData }] });
    expect(await order(line)).toMatchObject({ event: 'faults', error: expect.stringMatching(message) as string });
    await expect(kit.env.disk.list('data')).rejects.toMatchObject({ code: 'KAFKA_STORAGE_ERROR' });
  });
});

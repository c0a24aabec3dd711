import { DraveError, isDraveError } from '@drave/base';
import { createFaultyEnv, type ApiFault, type FaultControl } from '@drave/env/faulty';
import { SimWorld } from '@drave/env/sim';
import { dataService, SUPERVISOR_CREDENTIAL, type CallContext, type RpcStream } from '@drave/rpc';
import { beforeEach, describe, expect, it } from 'vitest';
import { faultyServices } from './faulty-services.js';

let world: SimWorld;
let control: FaultControl;
let handled: unknown[];
let disconnects: number;
let call: CallContext;
let hangUp: AbortController;
let produce: (request: string, from?: CallContext) => Promise<unknown>;
let produceStream: (messages: readonly string[]) => Promise<unknown>;

beforeEach(() => {
  world = new SimWorld({ seed: 1 });
  const faulty = createFaultyEnv(world.createHost('one').env);
  control = faulty.faults;
  handled = [];
  disconnects = 0;
  hangUp = new AbortController();
  call = {
    path: '/drave.data.v1.DataService/Produce',
    peer: { host: 'far-away', port: 40_000 },
    peerCertificateName: undefined,
    callerId: undefined,
    credential: undefined,
    onBehalfOf: undefined,
    onBehalfOfHost: undefined,
    deadlineMs: undefined,
    signal: hangUp.signal,
    disconnect: () => disconnects++,
  };
  const [made] = faultyServices([serviceOf()], { control, timers: faulty.env.timers });
  const handle = (method: string, first: unknown, from: CallContext): Promise<unknown> => {
    const handler = made?.handlers[method] as (first: unknown, from: CallContext) => Promise<unknown>;
    return handler(first, from);
  };
  produce = (request, from = call) => handle('produce', request, from);
  produceStream = (messages) => handle('produceStream', streamOf(messages), call);
});

/** Two of the methods of a service; its stream swallows how what it receives ends, as some handlers do. */
function serviceOf() {
  const { produce: one, produceStream: many } = dataService.methods;
  const handlers = {
    produce: async (request: unknown) => {
      handled.push(request);
      return 'done';
    },
    produceStream: async (stream: RpcStream<unknown, unknown>) => {
      try {
        for (let next = await stream.receive(); next !== undefined; next = await stream.receive()) handled.push(next);
      } catch (reason) {
        if (!isDraveError(reason)) throw reason;
      }
    },
  };
  return { service: { name: dataService.name, methods: { produce: one, produceStream: many } }, handlers };
}

function streamOf(messages: readonly string[]): RpcStream<unknown, unknown> {
  const left = [...messages];
  return { send: async () => {}, receive: async () => left.shift(), end: () => {}, cancel: () => {} };
}

function fail(method: string, fault: ApiFault, count = 1): number {
  return control.add({ target: 'method', method, count, fault });
}

const refusal: ApiFault = { kind: 'error', code: 'NOT_LEADER_OR_FOLLOWER' };

describe('a request of a unary method', () => {
  it.each(['DataService/Produce', 'drave.data.v1.DataService/Produce'])('is refused by %s', async (method) => {
    fail(method, refusal, 2);
    for (const _ of [1, 2]) await expect(produce('a')).rejects.toMatchObject({ code: 'NOT_LEADER_OR_FOLLOWER' });
    expect(await produce('b')).toBe('done');
    expect(handled).toEqual(['b']);
  });

  it('is not concerned by a fault of another method whose name ends alike', async () => {
    fail('DataService/ProduceStream', refusal);
    fail('Service/Produce', refusal);
    fail('Produce', refusal);
    expect(await produce('a')).toBe('done');
  });

  it('passes when a node asks, for itself or for a client, or the supervisor', async () => {
    fail('DataService/Produce', refusal, 100);
    const others = [{ callerId: 3 }, { onBehalfOf: 'User:alice' as const }, { credential: SUPERVISOR_CREDENTIAL }];
    for (const one of others) expect(await produce('a', { ...call, ...one })).toBe('done');
  });

  it('is late', async () => {
    fail('DataService/Produce', { kind: 'delay', delayMs: 500 });
    const startMs = world.nowMs();
    expect(await world.finish(produce('a'))).toBe('done');
    expect(world.nowMs() - startMs).toBeGreaterThanOrEqual(500);
  });

  it('is never answered while the fault is there, nor carried out', async () => {
    const id = fail('DataService/Produce', { kind: 'drop' });
    const asked = produce('a');
    let settled = false;
    void asked.catch(() => {}).finally(() => (settled = true));
    await world.runFor(60_000);
    expect(settled).toBe(false);
    control.remove(id);
    await expect(asked).rejects.toMatchObject({ code: 'NETWORK_EXCEPTION' });
    expect(handled).toEqual([]);
  });

  it('is forgotten when its caller has given up', async () => {
    fail('DataService/Produce', { kind: 'drop' });
    const asked = produce('a');
    hangUp.abort(new DraveError('CANCELLED'));
    await expect(asked).rejects.toMatchObject({ code: 'NETWORK_EXCEPTION' });
  });

  it('finds its connection ended', async () => {
    fail('DataService/Produce', { kind: 'disconnect' });
    await expect(produce('a')).rejects.toMatchObject({ code: 'NETWORK_EXCEPTION' });
    expect(disconnects).toBe(1);
    expect(handled).toEqual([]);
  });
});

describe('a message on a stream', () => {
  it('ends the call with the error, whatever the handler makes of that', async () => {
    control.add({ target: 'method', method: 'DataService/ProduceStream', after: 1, count: 1, fault: refusal });
    await expect(produceStream(['a', 'b', 'c'])).rejects.toMatchObject({ code: 'NOT_LEADER_OR_FOLLOWER' });
    expect(handled).toEqual(['a']);
    await produceStream(['d', 'e']);
    expect(handled).toEqual(['a', 'd', 'e']);
  });

  it('is late with all that follow it', async () => {
    fail('DataService/ProduceStream', { kind: 'delay', delayMs: 500 });
    await world.finish(produceStream(['a', 'b']));
    expect(handled).toEqual(['a', 'b']);
    expect(world.nowMs()).toBeGreaterThanOrEqual(500);
  });
});

import * as rpc from '@drave/rpc';
import type { CallContext, ServiceDefinition } from '@drave/rpc';
import { SimWorld } from '@drave/env/sim';
import type { Logger } from '@drave/env';
import { describe, expect, it } from 'vitest';
import { audiences, NodeIdentity } from './node-identity.js';

const SECRET = 'a secret of sufficient length';
const call: CallContext = {
  path: '/drave.test/Any',
  peer: { host: '10.0.0.9', port: 4_711 },
  peerCertificateName: undefined,
  callerId: 7,
  credential: undefined,
  onBehalfOf: undefined,
  onBehalfOfHost: undefined,
  deadlineMs: undefined,
  signal: new AbortController().signal,
  disconnect: () => {},
};

interface Options {
  readonly clusterId?: string;
  readonly secret?: string;
  readonly names?: readonly string[];
}

function identityOf({ clusterId = 'one', secret, names = [] }: Options = {}) {
  const world = new SimWorld({ seed: 1 });
  const { env } = world.createHost('n1');
  const lines: unknown[] = [];
  const logger: Logger = { ...env.logger, warn: (fields: unknown) => void lines.push(fields) };
  return { identity: new NodeIdentity({ clusterId, secret, names, clock: env.clock, logger }), lines, world };
}

/** What a caller of this service gets: 'served', or the code of the refusal. */
async function outcomeOf(identity: NodeIdentity, service: ServiceDefinition, from: Partial<CallContext>) {
  const handlers = Object.fromEntries(
    Object.keys(service.methods).map((name) => [name, () => Promise.resolve('served')]),
  );
  const [guarded] = identity.guarded([{ service, handlers }]);
  const outcomes = new Set<unknown>();
  for (const handler of Object.values(guarded?.handlers ?? {})) {
    const handle = handler as (request: unknown, context: CallContext) => Promise<unknown>;
    const answer = Promise.resolve().then(() => handle({}, { ...call, ...from }));
    outcomes.add(await answer.catch((reason: { code: string }) => reason.code));
  }
  return [...outcomes];
}

const services = (Object.values(rpc) as readonly unknown[])
  .filter((one): one is ServiceDefinition => typeof one === 'object' && one !== null && 'methods' in one)
  .filter(({ name }) => name.startsWith('drave.') && !name.includes('conformance'));
const internal = services.filter(({ name }) => audiences[name] === 'nodes');
const open = services.filter(({ name }) => audiences[name] === 'everybody');

describe('what only nodes may call', () => {
  it('is said of every service', () => {
    expect(services.map(({ name }) => name).sort()).toEqual(Object.keys(audiences).sort());
    expect(internal.map(({ name }) => name.split('.')[1]).sort()).toEqual([
      'controller',
      'controller',
      'raft',
      'replica',
      'transaction',
    ]);
  });

  it.each(internal.map((service) => [service.name, service] as const))(
    'G18: %s refuses strangers',
    async (_, service) => {
      const { identity } = identityOf({ secret: SECRET });
      const foreign = identityOf({ secret: SECRET, clusterId: 'another' }).identity.credential;
      expect(await outcomeOf(identity, service, {})).toEqual(['UNAUTHENTICATED']);
      for (const credential of [foreign, SECRET, ''])
        expect(await outcomeOf(identity, service, { credential })).toEqual(['CLUSTER_AUTHORIZATION_FAILED']);
      expect(await outcomeOf(identity, service, { credential: identity.credential })).toEqual(['served']);
    },
  );

  it.each(internal.map((service) => [service.name, service] as const))(
    '%s goes by certificates',
    async (_, service) => {
      const { identity } = identityOf({ secret: SECRET, names: ['n1', 'n2'] });
      expect(await outcomeOf(identity, service, { credential: identity.credential })).toEqual(['UNAUTHENTICATED']);
      expect(await outcomeOf(identity, service, { peerCertificateName: 'client' })).toEqual([
        'CLUSTER_AUTHORIZATION_FAILED',
      ]);
      expect(await outcomeOf(identity, service, { peerCertificateName: 'n2' })).toEqual(['served']);
    },
  );

  it('is open where neither a secret nor names are configured', async () => {
    for (const service of internal) expect(await outcomeOf(identityOf().identity, service, {})).toEqual(['served']);
  });

  it('never shows the secret', () => {
    const { identity } = identityOf({ secret: SECRET });
    expect(identity.credential).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('what everybody may call', () => {
  it.each(open.map((service) => [service.name, service] as const))('%s', async (_, service) => {
    const { identity } = identityOf({ secret: SECRET });
    expect(await outcomeOf(identity, service, {})).toEqual(['served']);
    // To speak for somebody else is for nodes.
    expect(await outcomeOf(identity, service, { onBehalfOf: 'User:admin' })).toEqual(['UNAUTHENTICATED']);
    expect(await outcomeOf(identity, service, { onBehalfOfHost: '10.0.0.1' })).toEqual(['UNAUTHENTICATED']);
    const { credential } = identity;
    const forwarded = { onBehalfOf: 'User:admin', onBehalfOfHost: '10.0.0.1', credential };
    expect(await outcomeOf(identity, service, forwarded)).toEqual(['served']);
  });
});

it('strangers are told of at a bounded rate', async () => {
  const { identity, lines, world } = identityOf({ secret: SECRET });
  const [service] = internal;
  if (service === undefined) throw new RangeError('there are services for nodes');
  const methods = Object.keys(service.methods).length;
  for (let round = 0; round < 3; round++) await outcomeOf(identity, service, { credential: 'guess' });
  expect(lines).toHaveLength(1);
  await world.runFor(10_000);
  await outcomeOf(identity, service, { credential: 'guess' });
  expect(lines).toMatchObject([
    { service: service.name, peer: '10.0.0.9:4711', saysNode: 7, calls: 1 },
    { calls: 3 * methods },
  ]);
  expect(JSON.stringify(lines)).not.toContain('guess');
});

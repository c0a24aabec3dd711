import { DraveError } from '@drave/base';
import type { BrokerRegistration } from '@drave/metadata';
import type { ChannelOptions, RpcChannel, Transport } from '@drave/rpc';
import { expect, it } from 'vitest';
import { ChannelPool } from '../channel-pool.js';
import { RpcDialBack } from './broker-identity.js';

it('a broker is called back as every other node: over TLS, with the credential, on a connection of its own', async () => {
  const connected: ChannelOptions[] = [];
  const channel: RpcChannel = {
    target: { host: 'b2', port: 9 },
    unary: () => Promise.reject(new DraveError('REQUEST_TIMED_OUT')),
    stream: () => {
      throw new Error('not asked here');
    },
    close: () => undefined,
  };
  const transport: Transport = {
    serve: () => Promise.reject(new Error('not asked here')),
    connect: (_, options = {}) => {
      connected.push(options);
      return channel;
    },
  };
  const shown = { tls: { caPem: 'authority' }, credential: 'proof' };
  const dialBack = new RpcDialBack(new ChannelPool(transport, shown), 1);
  const broker = { id: 2, listeners: [{ name: 'grpc', host: 'b2', port: 9 }] } as unknown as BrokerRegistration;
  expect(await dialBack.dial(broker, 100)).toEqual({ kind: 'unknown' });
  expect(await dialBack.dial(broker, 100)).toEqual({ kind: 'unknown' });
  expect(connected).toEqual([shown, shown]);
});

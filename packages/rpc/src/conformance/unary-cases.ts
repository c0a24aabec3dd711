import { assert, type ErrorCode, limits } from '@drave/base';
import { connectionLoss } from '../connection-loss.js';
import { conformanceService } from '../generated/conformance.v1.js';
import { healthService } from '../generated/grpc.health.v1.js';
import { eventually, expectEqual, expectFailure, type TransportCase } from './harness.js';
import { payload } from './service.js';
import { withServer } from './with-server.js';

const { echo, fail, hang, context } = conformanceService.methods;
const DEADLINE_MS = 5_000;

export const unaryCases: readonly TransportCase[] = [
  {
    name: 'unary: an answer',
    run: withServer(async ({ channel }) => {
      const request = payload({ number: 2 ** 53 - 1, command: 'ü', data: Buffer.from([0, 255]) });
      const response = await channel.unary(echo, request, { deadlineMs: DEADLINE_MS });
      expectEqual(
        { ...response, data: [...response.data] },
        { ...request, data: [0, 255] },
        'the answer equals the request',
      );
    }),
  },
  {
    name: 'unary: an error with all its details',
    run: withServer(async ({ channel }) => {
      for (const code of ['NOT_LEADER_OR_FOLLOWER', 'NOT_CONTROLLER', 'UNKNOWN_TOPIC_ID'] satisfies ErrorCode[]) {
        const error = await expectFailure(
          channel.unary(fail, payload({ command: code }), { deadlineMs: DEADLINE_MS }),
          code,
          code,
        );
        expectEqual(error.message, `wanted: ${code}`, 'message');
        const details = { leaderId: 4, leaderEndpoint: 'n4:9004', leaderEpoch: 11, metadata: { topic: 'orders' } };
        expectEqual(error.details, details, 'details');
        expectEqual(connectionLoss(error), undefined, 'no connection was lost');
      }
    }),
  },
  {
    name: 'unary: a bug in a handler is UNKNOWN_SERVER_ERROR, and the server goes on',
    run: withServer(async ({ channel }) => {
      await expectFailure(
        channel.unary(fail, payload({ command: 'bug' }), { deadlineMs: DEADLINE_MS }),
        'UNKNOWN_SERVER_ERROR',
        'bug',
      );
      await channel.unary(echo, payload(), { deadlineMs: DEADLINE_MS });
    }),
  },
  {
    name: 'unary: a passed deadline ends the call on both sides',
    run: withServer(async ({ channel, facts, harness }) => {
      const failure = await expectFailure(
        channel.unary(hang, payload(), { deadlineMs: 500 }),
        'REQUEST_TIMED_OUT',
        'hang',
      );
      expectEqual(connectionLoss(failure), undefined, 'a deadline is no loss');
      await eventually(harness, () => facts.aborted.length === 1, 'the handler is told');
    }),
  },
  {
    name: 'unary: an aborted signal is CANCELLED on both sides',
    run: withServer(async ({ channel, facts, harness }) => {
      const controller = new AbortController();
      const call = channel.unary(hang, payload(), { deadlineMs: DEADLINE_MS, signal: controller.signal });
      const outcome = expectFailure(call, 'CANCELLED', 'hang');
      await eventually(harness, () => facts.hanging === 1, 'the call');
      controller.abort(new Error('enough'));
      expectEqual((await outcome).message, 'enough', 'the reason');
      await eventually(harness, () => facts.aborted.length === 1, 'the handler is told');
      const late = channel.unary(echo, payload(), { deadlineMs: DEADLINE_MS, signal: controller.signal });
      await expectFailure(late, 'CANCELLED', 'a signal that was aborted before');
    }),
  },
  {
    name: 'unary: the handler learns of the call',
    run: withServer(async ({ channel }) => {
      const facts = await channel.unary(context, payload(), { deadlineMs: 4_000, callerId: 17 });
      expectEqual(facts.callerId, 17, 'caller');
      expectEqual(facts.peerCertificateName, undefined, 'no certificate');
      assert(facts.peerHost !== '', 'the peer has an address');
      assert(
        facts.deadlineMs !== undefined && facts.deadlineMs > 3_000 && facts.deadlineMs <= 4_000,
        'the rest of the deadline',
      );
    }),
  },
  {
    name: 'unary: the handler learns what is called, what the channel shows, and for whom the caller asks',
    run: withServer(
      async ({ channel, facts }) => {
        const { path } = context;
        const client = { onBehalfOf: 'User:CN=Zoë, Žofie', onBehalfOfHost: '2001:db8::1%wlan0' };
        await channel.unary(context, payload(), { deadlineMs: DEADLINE_MS, ...client });
        expectEqual(facts.shown, { path, credential: 'proof', ...client }, 'all');
        await channel.unary(context, payload(), { deadlineMs: DEADLINE_MS });
        const nobody = { onBehalfOf: undefined, onBehalfOfHost: undefined };
        expectEqual(facts.shown, { path, credential: 'proof', ...nobody }, 'the credential with every call');
      },
      { credential: 'proof' },
    ),
  },
  {
    name: 'unary: a service that is not served is UNIMPLEMENTED',
    run: async (harness) => {
      const server = await harness.server.serve(harness.serverEndpoint, []);
      const channel = harness.client.connect(server.endpoint);
      await expectFailure(channel.unary(echo, payload(), { deadlineMs: DEADLINE_MS }), 'UNIMPLEMENTED', 'echo');
      channel.close();
      await server.close(0);
    },
  },
  {
    name: 'unary: a thousand at once',
    run: withServer(async ({ channel }) => {
      const calls = Array.from({ length: 1_000 }, (_, number) =>
        channel.unary(echo, payload({ number }), { deadlineMs: 15_000 }),
      );
      const answers = await Promise.all(calls);
      expectEqual(
        answers.map((answer) => answer.number),
        Array.from({ length: 1_000 }, (_, number) => number),
        'each its own',
      );
    }),
  },
  {
    name: 'unary: large messages pass, larger than the limit are refused',
    run: withServer(async ({ channel }) => {
      const data = Buffer.alloc(8 * 1024 * 1024, 7);
      const response = await channel.unary(echo, payload({ data }), { deadlineMs: 15_000 });
      assert(data.equals(response.data), 'eight megabytes there and back');
      const large = payload({ data: Buffer.alloc(limits.rpcMessageBytesMax) });
      await expectFailure(channel.unary(echo, large, { deadlineMs: 15_000 }), 'INVALID_REQUEST', 'too large');
      await channel.unary(echo, payload(), { deadlineMs: DEADLINE_MS });
    }),
  },
  {
    name: 'unary: an answer larger than the limit is INVALID_REQUEST, and the server goes on',
    run: withServer(async ({ channel }) => {
      const grow = payload({ command: 'grow', size: limits.rpcMessageBytesMax });
      await expectFailure(channel.unary(echo, grow, { deadlineMs: 15_000 }), 'INVALID_REQUEST', 'too large');
      await channel.unary(echo, payload(), { deadlineMs: DEADLINE_MS });
    }),
  },
  {
    name: 'unary: a deadline that has passed already, or never will',
    run: withServer(async ({ channel }) => {
      const none = channel.unary(hang, payload(), { deadlineMs: 0 });
      await expectFailure(none, 'REQUEST_TIMED_OUT', 'no time at all');
      await channel.unary(echo, payload(), { deadlineMs: Number.MAX_SAFE_INTEGER });
    }),
  },
  {
    name: 'health: known, unknown, changed',
    run: withServer(async ({ channel, server }) => {
      const { check } = healthService.methods;
      expectEqual(
        (await channel.unary(check, { service: '' }, { deadlineMs: DEADLINE_MS })).status,
        'SERVING',
        'the process',
      );
      await expectFailure(
        channel.unary(check, { service: 'x' }, { deadlineMs: DEADLINE_MS }),
        'RESOURCE_NOT_FOUND',
        'unknown',
      );
      server.setHealth('x', false);
      expectEqual(
        (await channel.unary(check, { service: 'x' }, { deadlineMs: DEADLINE_MS })).status,
        'NOT_SERVING',
        'set',
      );
      const watch = channel.stream(healthService.methods.watch);
      await watch.send({ service: 'x' });
      watch.end();
      expectEqual(await watch.receive(), { status: 'NOT_SERVING' }, 'watched');
      server.setHealth('x', true);
      expectEqual(await watch.receive(), { status: 'SERVING' }, 'changed');
      watch.cancel();
    }),
  },
];

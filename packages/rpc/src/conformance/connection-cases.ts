import { assert } from '@drave/base';
import { connectionLoss } from '../connection-loss.js';
import { conformanceService } from '../generated/conformance.v1.js';
import { eventually, expectEqual, expectFailure, type TransportCase } from './harness.js';
import { createConformanceService, payload } from './service.js';
import { withServer } from './with-server.js';

const { echo, fail, hang, converse } = conformanceService.methods;
const DEADLINE_MS = 5_000;

export const connectionCases: readonly TransportCase[] = [
  {
    name: 'connection: nobody listens',
    run: async (harness) => {
      const channel = harness.client.connect(harness.nobody);
      const unary = await expectFailure(
        channel.unary(echo, payload(), { deadlineMs: DEADLINE_MS }),
        'NETWORK_EXCEPTION',
        'unary',
      );
      expectEqual(connectionLoss(unary), 'refused', 'unary');
      const stream = channel.stream(converse);
      // A send may be taken by a window although it never leaves.
      const sending = stream
        .send(payload({ command: 'echo' }))
        .catch((reason) => assert(connectionLoss(reason), 'send'));
      const error = await expectFailure(stream.receive(), 'NETWORK_EXCEPTION', 'receive');
      expectEqual(connectionLoss(error), 'refused', 'stream');
      await sending;
      channel.close();
    },
  },
  {
    name: 'connection: an address is bound once',
    run: withServer(async ({ harness, server }) => {
      await expectFailure(harness.server.serve(server.endpoint, []), 'ADDRESS_IN_USE', 'serve');
    }),
  },
  {
    name: 'connection: a closing server finishes what is under way and refuses the rest',
    run: withServer(async ({ channel, server, harness, facts }) => {
      await channel.unary(echo, payload(), { deadlineMs: DEADLINE_MS });
      const slow = channel.unary(hang, payload({ size: 400, number: 5 }), { deadlineMs: DEADLINE_MS });
      await eventually(harness, () => facts.hanging === 1, 'the call');
      const closing = server.close(2_000);
      await harness.timers.sleep(10);
      await expectFailure(channel.unary(echo, payload(), { deadlineMs: DEADLINE_MS }), 'SHUTTING_DOWN', 'a new call');
      expectEqual((await slow).number, 5, 'the call under way');
      await closing;
      const late = await expectFailure(
        channel.unary(echo, payload(), { deadlineMs: DEADLINE_MS }),
        'NETWORK_EXCEPTION',
        'after',
      );
      assert(connectionLoss(late) !== undefined, 'the connection is lost');
    }),
  },
  {
    name: 'connection: a closing server ends streams when its grace is over',
    run: withServer(async ({ channel, server, facts }) => {
      const stream = channel.stream(converse);
      await stream.send(payload({ command: 'hang' }));
      await stream.receive();
      const receiving = expectFailure(stream.receive(), 'SHUTTING_DOWN', 'receive');
      await server.close(20);
      await receiving;
      expectEqual(facts.aborted.length, 1, 'the handler was told');
    }),
  },
  {
    name: 'connection: the same channel finds a server that came back, at once',
    run: async (harness) => {
      const first = createConformanceService(harness.timers);
      const server = await harness.server.serve(harness.serverEndpoint, [first.implementation]);
      const channel = harness.client.connect(server.endpoint);
      await channel.unary(echo, payload(), { deadlineMs: DEADLINE_MS });
      await server.close(0);
      for (let i = 0; i < 5; i++) {
        await expectFailure(
          channel.unary(echo, payload(), { deadlineMs: DEADLINE_MS }),
          'NETWORK_EXCEPTION',
          'while it is down',
        );
        await harness.timers.sleep(20);
      }
      const second = createConformanceService(harness.timers);
      const again = await harness.server.serve(server.endpoint, [second.implementation]);
      await harness.timers.sleep(60);
      await channel.unary(echo, payload(), { deadlineMs: 2_000 });
      channel.close();
      await again.close(0);
    },
  },
  {
    name: 'connection: a handler drops it with all that is under way on it, and the next call makes another',
    run: withServer(async ({ channel, harness, facts }) => {
      const other = expectFailure(
        channel.unary(hang, payload(), { deadlineMs: DEADLINE_MS }),
        'NETWORK_EXCEPTION',
        'what else was under way',
      );
      await eventually(harness, () => facts.hanging === 1, 'the call');
      const dropped = await expectFailure(
        channel.unary(fail, payload({ command: 'disconnect' }), { deadlineMs: DEADLINE_MS }),
        'NETWORK_EXCEPTION',
        'the call that dropped it',
      );
      expectEqual(connectionLoss(dropped), 'reset', 'how it was lost');
      await other;
      await channel.unary(echo, payload(), { deadlineMs: DEADLINE_MS });
    }),
  },
  {
    name: 'connection: a closed channel fails its calls with CANCELLED',
    run: withServer(async ({ channel, harness }) => {
      const unary = expectFailure(channel.unary(hang, payload(), { deadlineMs: DEADLINE_MS }), 'CANCELLED', 'unary');
      const stream = channel.stream(converse);
      await stream.send(payload({ command: 'hang' }));
      await stream.receive();
      const receiving = expectFailure(stream.receive(), 'CANCELLED', 'receive');
      await harness.timers.sleep(10);
      channel.close();
      await unary;
      await receiving;
      await expectFailure(channel.unary(echo, payload(), { deadlineMs: DEADLINE_MS }), 'CANCELLED', 'a new call');
    }),
  },
];

import { assert, DraveError, isDraveError, limits } from '@drave/base';
import { connectionLoss } from '../connection-loss.js';
import { conformanceService, type Payload } from '../generated/conformance.v1.js';
import type { RpcStream } from '../transport.js';
import { eventually, expectEqual, expectFailure, type TransportCase } from './harness.js';
import { payload } from './service.js';
import { withServer } from './with-server.js';

const { converse, pour, collect } = conformanceService.methods;
const CHUNK_BYTES = 256 * 1024;
/**
 * What may lie between a writer and a reader that does not read: windows and library buffers, never the whole stream.
 */
const AHEAD_BYTES_MAX = 4 * 1024 * 1024;

export const streamCases: readonly TransportCase[] = [
  {
    name: 'stream: messages arrive in the order sent, both ways',
    run: withServer(async ({ channel }) => {
      const stream = channel.stream(converse);
      const writing = (async () => {
        await stream.send(payload({ command: 'echo' }));
        for (let number = 1; number < 500; number++) await stream.send(payload({ number }));
        stream.end();
      })();
      const numbers: number[] = [];
      for (let message = await stream.receive(); message !== undefined; message = await stream.receive()) {
        numbers.push(message.number);
      }
      await writing;
      expectEqual(
        numbers,
        Array.from({ length: 500 }, (_, number) => number),
        'all in order',
      );
      expectEqual(await stream.receive(), undefined, 'the end stays the end');
    }),
  },
  {
    name: 'stream: sends need not be awaited one by one',
    run: withServer(async ({ channel }) => {
      const stream = channel.stream(converse);
      const sends = [stream.send(payload({ command: 'echo' }))];
      for (let number = 1; number < 100; number++) sends.push(stream.send(payload({ number })));
      stream.end();
      const received: Payload[] = [];
      for (let message = await stream.receive(); message !== undefined; message = await stream.receive()) {
        received.push(message);
      }
      await Promise.all(sends);
      expectEqual(
        received.map((message) => message.number),
        Array.from({ length: 100 }, (_, number) => number),
        'order',
      );
    }),
  },
  {
    name: 'stream: after our end the other direction goes on',
    run: withServer(async ({ channel, facts }) => {
      facts.gate.resolve();
      const stream = channel.stream(collect);
      for (let number = 1; number <= 10; number++) await stream.send(payload({ number }));
      stream.end();
      expectEqual((await stream.receive())?.number, 55, 'the sum of what was sent before the end');
      expectEqual(await stream.receive(), undefined, 'then the end');
    }),
  },
  {
    name: 'stream: the bytes belong to the sender again once send was called',
    run: withServer(async ({ channel }) => {
      const stream = channel.stream(converse);
      const data = Buffer.alloc(1_000, 1);
      const sent = stream.send(payload({ command: 'echo', data }));
      data.fill(2);
      await sent;
      const echoed = await stream.receive();
      assert(echoed?.data.every((byte) => byte === 1) === true, 'what was sent is what it was when it was sent');
      stream.cancel();
    }),
  },
  {
    name: 'stream: the handler fails',
    run: withServer(async ({ channel }) => {
      const stream = channel.stream(converse);
      await stream.send(payload({ command: 'fail' }));
      expectEqual((await stream.receive())?.number, 1, 'the message before');
      stream.end();
      const error = await expectFailure(stream.receive(), 'NOT_LEADER_OR_FOLLOWER', 'receive');
      expectEqual(error.details.leaderId, 4, 'details');
      await expectFailure(stream.receive(), 'NOT_LEADER_OR_FOLLOWER', 'receive again');
    }),
  },
  {
    name: 'stream: the handler cancels',
    run: withServer(async ({ channel }) => {
      const stream = channel.stream(converse);
      await stream.send(payload({ command: 'cancel' }));
      await expectFailure(stream.receive(), 'STALE_BROKER_EPOCH', 'receive');
    }),
  },
  {
    name: 'stream: the handler finishes first',
    run: withServer(async ({ channel, harness }) => {
      const stream = channel.stream(converse);
      await stream.send(payload({ command: 'finish' }));
      expectEqual((await stream.receive())?.number, 1, 'the message');
      expectEqual(await stream.receive(), undefined, 'the end');
      await harness.timers.sleep(5);
      await expectFailure(stream.send(payload()), 'CANCELLED', 'sending to nobody');
    }),
  },
  {
    name: 'stream: the client cancels',
    run: withServer(async ({ channel, facts, harness }) => {
      const stream = channel.stream(converse);
      await stream.send(payload({ command: 'hang' }));
      await stream.receive();
      const receiving = expectFailure(stream.receive(), 'CANCELLED', 'receive');
      stream.cancel();
      await receiving;
      await eventually(harness, () => facts.aborted.length === 1, 'the handler is told');
      const [reason] = facts.aborted;
      assert(reason instanceof DraveError && reason.code === 'CANCELLED', `the handler was told: ${String(reason)}`);
      expectEqual(connectionLoss(reason), undefined, 'no connection was lost');
    }),
  },
  {
    name: 'stream: a deadline ends it',
    run: withServer(async ({ channel }) => {
      const stream = channel.stream(converse, { deadlineMs: 500 });
      await stream.send(payload({ command: 'hang' }));
      await stream.receive();
      await expectFailure(stream.receive(), 'REQUEST_TIMED_OUT', 'receive');
    }),
  },
  {
    name: 'stream: a deadline ends it on both sides, and with it what waits to be sent',
    run: withServer(async ({ channel, facts, harness }) => {
      const stream = channel.stream(converse, { deadlineMs: 500 });
      await stream.send(payload({ command: 'hang' }));
      await stream.receive();
      const sending = sendUntilFull(stream);
      await expectFailure(sending, 'REQUEST_TIMED_OUT', 'send');
      await expectFailure(stream.receive(), 'REQUEST_TIMED_OUT', 'receive');
      await expectFailure(stream.send(payload()), 'REQUEST_TIMED_OUT', 'send afterwards');
      await eventually(harness, () => facts.aborted.length === 1, 'the handler is told');
    }),
  },
  {
    name: 'stream: an aborted signal ends it with its reason, also before it began',
    run: withServer(async ({ channel, facts, harness }) => {
      const controller = new AbortController();
      const stream = channel.stream(converse, { signal: controller.signal });
      await stream.send(payload({ command: 'hang' }));
      await stream.receive();
      const receiving = expectFailure(stream.receive(), 'SHUTTING_DOWN', 'receive');
      controller.abort(new DraveError('SHUTTING_DOWN', 'enough'));
      expectEqual((await receiving).message, 'enough', 'the reason');
      await eventually(harness, () => facts.aborted.length === 1, 'the handler is told');
      const late = channel.stream(converse, { signal: controller.signal });
      await expectFailure(late.receive(), 'SHUTTING_DOWN', 'a signal that was aborted before');
      await expectFailure(late.send(payload()), 'SHUTTING_DOWN', 'send');
    }),
  },
  {
    name: 'stream: what waits to be sent fails when the client cancels, and cancelling again is harmless',
    run: withServer(async ({ channel, harness }) => {
      const stream = channel.stream(collect);
      const sending = expectFailure(sendUntilFull(stream), 'STALE_BROKER_EPOCH', 'send');
      await harness.timers.sleep(50);
      stream.cancel(new DraveError('STALE_BROKER_EPOCH', 'too late'));
      stream.cancel();
      await sending;
      await expectFailure(stream.receive(), 'STALE_BROKER_EPOCH', 'receive');
      await expectFailure(stream.send(payload()), 'STALE_BROKER_EPOCH', 'send afterwards');
    }),
  },
  {
    name: 'stream: what the handler does not read any more fails with the reason of its end',
    run: withServer(async ({ channel }) => {
      const stream = channel.stream(converse);
      await stream.send(payload({ command: 'cancel' }));
      await expectFailure(sendUntilFull(stream), 'STALE_BROKER_EPOCH', 'send');
      await expectFailure(stream.receive(), 'STALE_BROKER_EPOCH', 'receive');
    }),
  },
  {
    name: 'stream: a message larger than the limit is refused to its sender, and the stream goes on',
    run: withServer(async ({ channel }) => {
      const large = payload({ data: Buffer.alloc(limits.rpcMessageBytesMax) });
      const stream = channel.stream(converse);
      await expectFailure(stream.send(large), 'INVALID_REQUEST', 'of the client');
      await stream.send(payload({ command: 'echo', number: 3 }));
      expectEqual((await stream.receive())?.number, 3, 'the next one');
      await expectFailure(stream.send(large), 'INVALID_REQUEST', 'in the middle');
      stream.end();
      expectEqual(await stream.receive(), undefined, 'the end');

      const growing = channel.stream(converse);
      await growing.send(payload({ command: 'grow', size: limits.rpcMessageBytesMax }));
      expectEqual((await growing.receive())?.command, 'INVALID_REQUEST', 'of the server');
      expectEqual(await growing.receive(), undefined, 'the end');
    }),
  },
  {
    name: 'stream: a caller that shows nothing is refused, with what it had to send',
    run: withServer(async ({ channel }) => {
      const stream = channel.stream(converse);
      await stream.send(payload({ command: 'members only' }));
      const error = await expectFailure(stream.receive(), 'UNAUTHENTICATED', 'receive');
      expectEqual(error.message, 'show who you are', 'message');
      expectEqual(connectionLoss(error), undefined, 'a refusal is no loss');
      await expectFailure(stream.send(payload()), 'UNAUTHENTICATED', 'send');
    }),
  },
  {
    name: 'stream: the handler learns who calls, and for whom',
    run: withServer(
      async ({ channel }) => {
        const client = { onBehalfOf: 'User:Žofie', onBehalfOfHost: '10.0.0.4' };
        const stream = channel.stream(converse, { callerId: 17, ...client });
        await stream.send(payload({ command: 'members only' }));
        const { number, command } = (await stream.receive()) ?? payload();
        expectEqual({ number, command }, { number: 17, command: 'User:Žofie at 10.0.0.4' }, 'all');
        expectEqual(await stream.receive(), undefined, 'the end');
      },
      { credential: 'proof' },
    ),
  },
  {
    name: 'stream: a server that goes away in the middle of it ends reading and writing',
    run: withServer(async ({ channel, server, facts }) => {
      const reading = channel.stream(pour);
      await reading.send(payload({ number: 64, size: CHUNK_BYTES }));
      expectEqual((await reading.receive())?.number, 0, 'the first message');
      const writing = channel.stream(collect);
      const sending = sendUntilFull(writing).catch((reason: unknown) => reason);
      await server.close(20);
      const failures = [await sending, await failureOfReading(reading), await failureOfReading(writing)];
      for (const failure of failures) {
        // With the goodbye of the server, or with the loss of its connection, whichever arrives.
        const isEnd = isDraveError(failure, 'SHUTTING_DOWN') || connectionLoss(failure) !== undefined;
        assert(isEnd, `the end is told: ${String(failure)}`);
      }
      assert(facts.sent < 64, 'it was in the middle');
    }),
  },
  {
    name: 'stream: a server that does not read stops the client',
    run: withServer(async ({ channel, facts, harness }) => {
      const stream = channel.stream(collect);
      let taken = 0;
      const writing = (async () => {
        for (let number = 0; number < 64; number++) {
          await stream.send(payload({ number, data: Buffer.alloc(CHUNK_BYTES) }));
          taken++;
        }
        stream.end();
      })();
      await stillAfter(harness.timers, () => taken);
      assert(taken * CHUNK_BYTES <= AHEAD_BYTES_MAX, `${taken} chunks were taken by nobody`);
      facts.gate.resolve();
      await writing;
      expectEqual((await stream.receive())?.number, (63 * 64) / 2, 'everything arrived');
      expectEqual(facts.received, 64, 'every message once');
    }),
  },
  {
    name: 'stream: a client that does not read stops the server',
    run: withServer(async ({ channel, facts, harness }) => {
      const stream = channel.stream(pour);
      await stream.send(payload({ number: 64, size: CHUNK_BYTES }));
      stream.end();
      await stillAfter(harness.timers, () => facts.sent);
      assert(facts.sent * CHUNK_BYTES <= AHEAD_BYTES_MAX, `${facts.sent} chunks were taken by nobody`);
      await readAll(stream, 64);
    }),
  },
  {
    name: 'stream: bulk, through a wide window',
    run: withServer(
      async ({ channel, facts }) => {
        const stream = channel.stream(pour);
        await stream.send(payload({ number: 100, size: CHUNK_BYTES }));
        stream.end();
        await readAll(stream, 100);
        expectEqual(facts.sent, 100, 'all sent');
      },
      { purpose: 'bulk' },
    ),
  },
];

/** Sends until the window is full and nothing is taken any more. @throws DraveError the end of the stream. */
async function sendUntilFull(stream: RpcStream<Payload, Payload>): Promise<never> {
  for (;;) await stream.send(payload({ data: Buffer.alloc(CHUNK_BYTES) }));
}

/** Reads what has arrived, and gives the reason why nothing more does. */
async function failureOfReading(stream: RpcStream<Payload, Payload>): Promise<unknown> {
  try {
    while ((await stream.receive()) !== undefined);
  } catch (reason) {
    return reason;
  }
  return undefined;
}

async function readAll(stream: RpcStream<Payload, Payload>, count: number): Promise<void> {
  for (let number = 0; number < count; number++) {
    const message = await stream.receive();
    assert(message?.number === number, `message ${number} is next, got ${message?.number}`);
    assert(message.data.length === CHUNK_BYTES && message.data[CHUNK_BYTES - 1] === (number & 0xff), 'its bytes');
  }
  expectEqual(await stream.receive(), undefined, 'the end');
}

/** Waits until a count has stopped moving. */
async function stillAfter(timers: { sleep(ms: number): Promise<void> }, count: () => number): Promise<void> {
  for (let still = 0, last = -1; still < 4; ) {
    await timers.sleep(40);
    still = count() === last ? still + 1 : 0;
    last = count();
  }
}

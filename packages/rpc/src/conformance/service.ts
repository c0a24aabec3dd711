import { assert, type Deferred, deferred, DraveError, type ErrorCode, isDraveError } from '@drave/base';
import type { Timers } from '@drave/env';
import { conformanceService, type Payload } from '../generated/conformance.v1.js';
import { type Handlers, implement } from '../implement.js';
import type { CallContext, RpcStream, ServiceImplementation } from '../transport.js';

/** What the server side has seen, for the cases to look at. */
export interface ServerFacts {
  /** Reasons with which call signals were aborted. */
  readonly aborted: unknown[];
  /** Messages that `send` took on the server side. */
  sent: number;
  received: number;
  /** Calls of `hang` that have reached their handler. */
  hanging: number;
  /** What the last call of `context` had beside its answer. */
  shown: Pick<CallContext, 'path' | 'credential' | 'onBehalfOf' | 'onBehalfOfHost'> | undefined;
  /** Streams that wait for leave to read. */
  readonly gate: Deferred<void>;
}

export function payload(fields: Partial<Payload> = {}): Payload {
  return { number: 0, command: '', data: new Uint8Array(0), size: 0, ...fields };
}

export function createConformanceService(timers: Timers): {
  readonly implementation: ServiceImplementation;
  readonly facts: ServerFacts;
} {
  const facts: ServerFacts = { aborted: [], sent: 0, received: 0, hanging: 0, shown: undefined, gate: deferred() };
  const handlers: Handlers<typeof conformanceService> = {
    echo: async (request) =>
      request.command === 'grow' ? payload({ ...request, data: Buffer.alloc(request.size) }) : request,
    fail: async (request, call) => {
      if (request.command === 'disconnect') {
        call.disconnect();
        await aborted(call, facts);
      }
      if (request.command === 'bug') throw new TypeError('a bug in a handler');
      throw leaderError(request.command as ErrorCode);
    },
    hang: async (request, context) => {
      facts.hanging++;
      if (request.size > 0) {
        await timers.sleep(request.size);
        return request;
      }
      await aborted(context, facts);
      return request;
    },
    context: async (_request, context) => {
      const { peer, peerCertificateName, callerId, credential, onBehalfOf, onBehalfOfHost, deadlineMs } = context;
      facts.shown = { path: context.path, credential, onBehalfOf, onBehalfOfHost };
      return {
        peerHost: peer.host,
        peerCertificateName,
        callerId,
        deadlineMs: deadlineMs === undefined ? undefined : Math.floor(deadlineMs),
      };
    },
    converse: (stream, context) => converse(stream, context, facts),
    pour: async (stream) => {
      const request = await stream.receive();
      assert(request !== undefined, 'pour is asked once');
      for (let i = 0; i < request.number; i++) {
        await stream.send(payload({ number: i, data: Buffer.alloc(request.size, i & 0xff) }));
        facts.sent++;
      }
    },
    collect: async (stream) => {
      await facts.gate.promise;
      let sum = 0;
      for (let message = await stream.receive(); message !== undefined; message = await stream.receive()) {
        facts.received++;
        sum += message.number;
      }
      await stream.send(payload({ number: sum }));
    },
  };
  return { implementation: implement(conformanceService, handlers), facts };
}

function leaderError(code: ErrorCode): DraveError {
  return new DraveError(code, `wanted: ${code}`, {
    leaderId: 4,
    leaderEndpoint: 'n4:9004',
    leaderEpoch: 11,
    metadata: { topic: 'orders' },
  });
}

async function converse(stream: RpcStream<Payload, Payload>, context: CallContext, facts: ServerFacts): Promise<void> {
  const first = await stream.receive();
  switch (first?.command) {
    case 'echo':
      await stream.send(first);
      for (let message = await stream.receive(); message !== undefined; message = await stream.receive()) {
        await stream.send(message);
      }
      return;
    case 'grow': {
      // What is too large is refused to its sender, and harms nothing else.
      const refusal = await stream.send(payload({ data: Buffer.alloc(first.size) })).catch((reason: unknown) => reason);
      await stream.send(payload({ number: 1, command: isDraveError(refusal) ? refusal.code : 'taken' }));
      return;
    }
    case 'members only':
      if (context.credential !== 'proof') throw new DraveError('UNAUTHENTICATED', 'show who you are');
      await stream.send(
        payload({ number: context.callerId ?? -1, command: `${context.onBehalfOf} at ${context.onBehalfOfHost}` }),
      );
      return;
    case 'fail':
      await stream.send(payload({ number: 1 }));
      await stream.receive();
      throw leaderError('NOT_LEADER_OR_FOLLOWER');
    case 'cancel':
      stream.cancel(new DraveError('STALE_BROKER_EPOCH', 'go away'));
      return;
    case 'finish':
      await stream.send(payload({ number: 1 }));
      stream.end();
      return;
    case 'hang':
      await stream.send(payload({ number: 1 }));
      await aborted(context, facts);
      return;
    default:
      throw new DraveError('INVALID_REQUEST', `no such command: ${first?.command}`);
  }
}

async function aborted(context: CallContext, facts: ServerFacts): Promise<void> {
  const { signal } = context;
  if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  facts.aborted.push(signal.reason);
  throw signal.reason;
}

import { DraveError, limits } from '@drave/base';
import { requireAccess } from '@drave/base/access';
import type { MemoryLease, MemoryPool, ProduceTicket } from '@drave/broker';
import type { CallContext, dataV1, RpcStream } from '@drave/rpc';
import type { Clock, Timers } from '@drave/env';
import { responseHeader, type NodeView } from '../response-header.js';
import type { DataDomain } from './data-domain.js';
import { decodeProduce, encodeProduced } from './data-messages.js';
import { dataContext, HoldingBack } from './holding-back.js';

export interface ProducePorts {
  readonly domain: DataDomain;
  readonly view: NodeView;
  readonly clock: Clock;
  readonly timers: Pick<Timers, 'sleep'>;
  /** Record bytes that this broker holds at a time; a stream that waits for it stops reading. */
  readonly memory: MemoryPool;
}

type ProduceStream = RpcStream<dataV1.ProduceResponse, dataV1.ProduceRequest>;

/**
 * One client's writes to this broker. A request takes its place in the log before the next one is read; its answer is
 * sent when it is there, so a slow acknowledgement never holds up the others.
 */
export async function serveProduceStream(ports: ProducePorts, stream: ProduceStream, call: CallContext): Promise<void> {
  const answers = new Set<Promise<void>>();
  const holding = new HoldingBack(ports, call);
  let broken: unknown;
  for (;;) {
    for (let pause = holding.pause(); pause !== undefined; pause = holding.pause()) await pause;
    const request = await stream.receive();
    if (broken !== undefined) throw broken;
    if (request === undefined) break;
    const lease = await takeMemory(ports.memory, request);
    const answer = produce(ports, request, call, lease, holding).then((response) => stream.send(response));
    const settled = answer
      .catch((reason: unknown) => {
        broken ??= reason;
        stream.cancel(DraveError.from(reason));
      })
      .finally(() => answers.delete(settled));
    answers.add(settled);
  }
  await Promise.all(answers);
}

/** Resolves with the answer; the write has its place in the log when this returns. */
export function produce(
  ports: ProducePorts,
  request: dataV1.ProduceRequest,
  call: CallContext,
  lease: MemoryLease,
  holding: HoldingBack,
): Promise<dataV1.ProduceResponse> {
  const { acked, throttleTimeMs } = produceTicket(ports, request, call, lease);
  holding.for(throttleTimeMs);
  return acked.then(({ partitions }) => ({
    header: responseHeader(ports.view),
    correlationId: request.correlationId,
    partitions: request.acks === 0 ? [] : partitions.map(encodeProduced),
    throttleTimeMs,
  }));
}

function produceTicket(
  ports: ProducePorts,
  request: dataV1.ProduceRequest,
  call: CallContext,
  lease: MemoryLease,
): ProduceTicket {
  const { domain } = ports;
  try {
    const context = dataContext(ports, call, lease);
    const decoded = decodeProduce(request);
    if (decoded.transaction !== undefined) {
      const { transactionalId: name } = decoded.transaction;
      requireAccess(domain, context, 'write', { kind: 'transactionalId', name });
    }
    const { acked, throttleTimeMs } = domain.produce(context, decoded);
    return { acked: acked.finally(() => lease.release()), throttleTimeMs };
  } catch (reason) {
    lease.release();
    return { acked: Promise.reject(DraveError.from(reason)), throttleTimeMs: 0 };
  }
}

export function takeMemory(memory: MemoryPool, request: dataV1.ProduceRequest): Promise<MemoryLease> {
  if (request.partitions.length > limits.partitionsPerRequestMax) {
    return Promise.reject(
      new DraveError('INVALID_REQUEST', `a produce request names at most ${limits.partitionsPerRequestMax} partitions`),
    );
  }
  return memory.take(request.partitions.reduce((sum, partition) => sum + partition.records.length, 0));
}

import { DraveError, limits, type Bytes, type LeaderEpoch, type Millis, type Offset } from '@drave/base';
import type { FetchedData, FetchRequest, PartitionRef } from '@drave/broker';
import type { CallContext, dataV1, RpcStream } from '@drave/rpc';
import { responseHeader, type NodeView } from '../response-header.js';
import type { DataDomain } from './data-domain.js';
import { encodeFetched, isolationOf, partitionRef } from './data-messages.js';
import { dataContext, HoldingBack, type DataCallPorts } from './holding-back.js';

const MIB = 1024 * 1024;
/** Record bytes in one pushed message. */
const MESSAGE_BYTES_MAX: Bytes = MIB;
const CREDIT_BYTES_MAX: Bytes = 256 * MIB;
/** How long one look at the partitions waits for new data; a new request from the client ends it early. */
const LOOK_MS: Millis = 500;

type FetchStream = RpcStream<dataV1.FetchStreamResponse, dataV1.FetchStreamRequest>;

/**
 * One client's reads from this broker: the client opens partitions and grants credit, this end pushes. Partitions take
 * turns, so that a busy one cannot starve the others.
 */
export async function serveFetchStream(ports: FetchPorts, stream: FetchStream, call: CallContext): Promise<void> {
  const session = new FetchStreamSession(ports, stream, call);
  await session.run();
}

interface FetchPorts extends DataCallPorts {
  readonly domain: DataDomain;
  readonly view: NodeView;
}

interface OpenedPartition {
  readonly handle: number;
  readonly ref: PartitionRef;
  readonly currentLeaderEpoch: LeaderEpoch | undefined;
  fetchOffset: Offset;
  /** Used for the first read only: later positions come from what this stream itself delivered. */
  lastFetchedEpoch: LeaderEpoch | undefined;
  highWatermark: Offset;
}

class FetchStreamSession {
  private readonly ports: FetchPorts;
  private readonly stream: FetchStream;
  private readonly call: CallContext;
  /** The partitions in turn: what was just served goes to the back. */
  private readonly opened = new Map<number, OpenedPartition>();
  private readonly holding: HoldingBack;
  private options: dataV1.FetchStreamOptions | undefined;
  private creditBytes: Bytes = 0;
  private ended = false;
  private failure: unknown;
  private interruption = new AbortController();
  private wakeIdle: (() => void) | undefined;

  constructor(ports: FetchStreamSession['ports'], stream: FetchStream, call: CallContext) {
    this.ports = ports;
    this.stream = stream;
    this.call = call;
    this.holding = new HoldingBack(ports, call);
  }

  async run(): Promise<void> {
    const reading = this.readRequests();
    while (!this.ended) {
      const pause = this.holding.pause();
      if (pause !== undefined) await pause;
      else if (this.opened.size === 0 || this.creditBytes <= 0) await this.idle();
      else await this.look();
    }
    await reading;
    if (this.failure !== undefined) throw this.failure;
  }

  private async readRequests(): Promise<void> {
    try {
      for (;;) {
        const request = await this.stream.receive();
        if (request === undefined) break;
        this.accept(request);
        this.interrupt();
      }
    } catch (reason) {
      this.failure = reason;
    }
    this.ended = true;
    this.interrupt();
  }

  private accept(request: dataV1.FetchStreamRequest): void {
    if (request.options !== undefined) this.options = request.options;
    for (const handle of request.close) this.opened.delete(handle);
    for (const open of request.open) {
      if (this.opened.size >= limits.partitionsPerRequestMax) {
        throw new DraveError(
          'INVALID_REQUEST',
          `a fetch stream holds at most ${limits.partitionsPerRequestMax} partitions`,
        );
      }
      this.opened.set(open.handle, {
        handle: open.handle,
        ref: partitionRef(open),
        currentLeaderEpoch: open.currentLeaderEpoch,
        fetchOffset: open.fetchOffset,
        lastFetchedEpoch: open.lastFetchedEpoch,
        highWatermark: -1,
      });
    }
    this.creditBytes = Math.min(CREDIT_BYTES_MAX, this.creditBytes + request.creditBytes);
  }

  /** Ends the look or the idling under way. */
  private interrupt(): void {
    this.interruption.abort();
    this.interruption = new AbortController();
    this.wakeIdle?.();
  }

  private idle(): Promise<void> {
    return new Promise((resolve) => {
      this.wakeIdle = () => {
        this.wakeIdle = undefined;
        resolve();
      };
    });
  }

  private async look(): Promise<void> {
    const asked = [...this.opened.values()];
    const response = await this.ports.domain.fetch(dataContext(this.ports, this.call), this.fetchRequest(asked));
    this.holding.for(response.throttleTimeMs);
    const partitions: dataV1.FetchStreamPartition[] = [];
    response.partitions.forEach(({ data }, index) => {
      const partition = asked[index];
      if (partition === undefined || this.opened.get(partition.handle) !== partition) return;
      if (this.take(partition, data)) partitions.push({ handle: partition.handle, data: encodeFetched(data) });
    });
    if (partitions.length > 0 && !this.ended) {
      await this.stream.send({ header: responseHeader(this.ports.view), partitions });
    }
  }

  private fetchRequest(asked: readonly OpenedPartition[]): FetchRequest {
    const perPartition = this.options?.maxPartitionBytes ?? 0;
    return {
      isolation: isolationOf(this.options?.isolationLevel ?? 'READ_UNCOMMITTED'),
      rack: this.options?.rack || undefined,
      minBytes: 1,
      maxWaitMs: LOOK_MS,
      maxBytes: Math.min(MESSAGE_BYTES_MAX, this.creditBytes),
      signal: this.interruption.signal,
      partitions: asked.map((partition) => ({
        ...partition.ref,
        fetchOffset: partition.fetchOffset,
        currentLeaderEpoch: partition.currentLeaderEpoch,
        lastFetchedEpoch: partition.lastFetchedEpoch,
        maxBytes: perPartition > 0 ? perPartition : MESSAGE_BYTES_MAX,
      })),
    };
  }

  /** Moves the partition on; true when the client must hear of it. */
  private take(partition: OpenedPartition, data: FetchedData): boolean {
    if (data.failure !== undefined || data.diverging !== undefined || data.preferredReadReplica !== undefined) {
      this.opened.delete(partition.handle);
      return true;
    }
    const bytes = data.records.reduce((sum, part) => sum + part.length, 0);
    const hasChanged = bytes > 0 || data.highWatermark !== partition.highWatermark;
    partition.highWatermark = data.highWatermark;
    if (bytes > 0) {
      partition.fetchOffset = data.nextOffset;
      partition.lastFetchedEpoch = undefined;
      this.creditBytes -= bytes;
      this.opened.delete(partition.handle);
      this.opened.set(partition.handle, partition);
    }
    return hasChanged;
  }
}

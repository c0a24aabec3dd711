import { DraveError, type Bytes, type Endpoint, type Millis, type NodeId } from '@drave/base';
import type { Clock } from '@drave/env';
import { type dataV1, dataService, type RpcChannel, type RpcStream } from '@drave/rpc';
import type { AssignedPartition } from './assigned-partition.js';

export interface FetchConnectionEvents {
  received(connection: FetchConnection, partition: AssignedPartition, handle: number, data: dataV1.FetchedData): void;
  /** The stream ended; nothing more comes under its handles. Called once. */
  lost(connection: FetchConnection, error: DraveError): void;
}

export interface FetchConnectionOptions {
  readonly isolationLevel: dataV1.IsolationLevel;
  readonly rack: string;
  readonly windowBytes: Bytes;
  readonly maxPartitionBytes: Bytes;
}

/** The fetch stream to one broker. What it may push ahead is bounded by credits, given back as records are consumed. */
export class FetchConnection {
  readonly brokerId: NodeId;
  readonly endpoint: Endpoint;
  heardMs: Millis;
  private readonly clock: Clock;
  private readonly events: FetchConnectionEvents;
  private readonly options: FetchConnectionOptions;
  private readonly stream: RpcStream<dataV1.FetchStreamRequest, dataV1.FetchStreamResponse>;
  private readonly handles = new Map<number, AssignedPartition>();
  private nextHandle = 1;
  private opening: dataV1.OpenPartition[] = [];
  private closing: number[] = [];
  private owedBytes: Bytes = 0;
  private ended = false;

  constructor(
    brokerId: NodeId,
    endpoint: Endpoint,
    channel: RpcChannel,
    clock: Clock,
    options: FetchConnectionOptions,
    events: FetchConnectionEvents,
  ) {
    this.brokerId = brokerId;
    this.endpoint = endpoint;
    this.clock = clock;
    this.events = events;
    this.options = options;
    this.heardMs = clock.monotonicMs();
    this.stream = channel.stream(dataService.methods.fetchStream);
    const { isolationLevel, rack, maxPartitionBytes } = options;
    this.post({
      options: { isolationLevel, rack, maxPartitionBytes },
      open: [],
      close: [],
      creditBytes: options.windowBytes,
    });
    void this.receive();
  }

  get openCount(): number {
    return this.handles.size;
  }

  /** Registers a partition; goes out with the next `flush`. */
  open(partition: AssignedPartition, request: Omit<dataV1.OpenPartition, 'handle'>): number {
    const handle = this.nextHandle++;
    if (this.handles.size === 0) this.heardMs = this.clock.monotonicMs();
    this.handles.set(handle, partition);
    this.opening.push({ handle, ...request });
    return handle;
  }

  /** Gives a handle up; what is on its way for it is ignored. */
  close(handle: number): void {
    if (!this.handles.delete(handle)) return;
    const unsent = this.opening.findIndex((open) => open.handle === handle);
    if (unsent >= 0) this.opening.splice(unsent, 1);
    else this.closing.push(handle);
  }

  /** Record bytes were consumed: the broker may push as many more. */
  grant(bytes: Bytes): void {
    this.owedBytes += bytes;
    // Not one message per batch: a quarter of the window at a time keeps the broker busy as well.
    if (this.owedBytes * 4 >= this.options.windowBytes) this.flush();
  }

  /** Sends what has gathered, if anything has. */
  flush(): void {
    if (this.ended) return;
    const { opening, closing, owedBytes } = this;
    const credit = owedBytes * 4 >= this.options.windowBytes ? owedBytes : 0;
    if (opening.length === 0 && closing.length === 0 && credit === 0) return;
    this.opening = [];
    this.closing = [];
    this.owedBytes -= credit;
    this.post({ options: undefined, open: opening, close: closing, creditBytes: credit });
  }

  drop(error: DraveError): void {
    this.stream.cancel(error);
    this.end(error);
  }

  private post(request: dataV1.FetchStreamRequest): void {
    // Failures come out of `receive` as well; this one must only not go unhandled.
    this.stream.send(request).catch((thrown: unknown) => this.end(DraveError.from(thrown)));
  }

  private async receive(): Promise<void> {
    try {
      for (;;) {
        const response = await this.stream.receive();
        if (response === undefined) break;
        if (this.ended) return;
        this.heardMs = this.clock.monotonicMs();
        for (const { handle, data } of response.partitions) this.deliver(handle, data);
      }
      this.end(new DraveError('NETWORK_EXCEPTION', `broker ${this.brokerId} ended the fetch stream`));
    } catch (thrown) {
      this.end(DraveError.from(thrown));
    }
  }

  private deliver(handle: number, data: dataV1.FetchedData): void {
    const partition = this.handles.get(handle);
    if (partition === undefined) {
      // Given up meanwhile; its bytes took credit all the same.
      for (const records of data.records) this.grant(records.length);
      return;
    }
    if (data.error !== undefined || data.diverging !== undefined) this.handles.delete(handle);
    this.events.received(this, partition, handle, data);
  }

  private end(error: DraveError): void {
    if (this.ended) return;
    this.ended = true;
    this.handles.clear();
    this.events.lost(this, error);
  }
}

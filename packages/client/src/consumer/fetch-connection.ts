import type { Bytes, DraveError, Endpoint, Millis, NodeId } from '@drave/base';
import type { Clock } from '@drave/env';
import { type dataV1, dataService } from '@drave/rpc';
import { StreamConnection, type StreamPeer } from '../cluster/stream-connection.js';
import type { FetchStream } from './fetch-state.js';
import type { PartitionCursor } from './partition-cursor.js';

interface FetchConnectionEvents {
  received(connection: FetchConnection, cursor: PartitionCursor, handle: number, data: dataV1.FetchedData): void;
  /** Called once, when the stream has ended; nothing more is received under its handles. */
  lost(connection: FetchConnection, error: DraveError): void;
}

interface FetchConnectionOptions {
  readonly isolationLevel: dataV1.IsolationLevel;
  readonly rack: string;
  readonly windowBytes: Bytes;
  readonly maxPartitionBytes: Bytes;
}

/**
 * The fetch stream to one broker. Byte credits bound what the broker may push ahead; they are given back as records are
 * consumed.
 */
export class FetchConnection implements FetchStream {
  private readonly events: FetchConnectionEvents;
  private readonly options: FetchConnectionOptions;
  private readonly stream: StreamConnection<dataV1.FetchStreamRequest, dataV1.FetchStreamResponse>;
  private readonly cursors = new Map<number, PartitionCursor>();
  private nextHandle = 1;
  private opening: dataV1.OpenPartition[] = [];
  private closing: number[] = [];
  private owedBytes: Bytes = 0;

  constructor(peer: StreamPeer, clock: Clock, options: FetchConnectionOptions, events: FetchConnectionEvents) {
    this.events = events;
    this.options = options;
    this.stream = new StreamConnection(peer, dataService.methods.fetchStream, 'fetch', clock, {
      received: ({ partitions }) => {
        for (const { handle, data } of partitions) this.deliver(handle, data);
      },
      ended: (error) => {
        this.cursors.clear();
        events.lost(this, error);
      },
    });
    const { isolationLevel, rack, maxPartitionBytes } = options;
    this.stream.send({
      options: { isolationLevel, rack, maxPartitionBytes },
      open: [],
      close: [],
      creditBytes: options.windowBytes,
    });
    this.stream.start();
  }

  get brokerId(): NodeId {
    return this.stream.brokerId;
  }

  get endpoint(): Endpoint {
    return this.stream.endpoint;
  }

  get lastReceivedMs(): Millis {
    return this.stream.lastReceivedMs;
  }

  get openCount(): number {
    return this.cursors.size;
  }

  /** Opens a partition with the next `flush`, and returns its handle. */
  open(cursor: PartitionCursor, request: Omit<dataV1.OpenPartition, 'handle'>): number {
    const handle = this.nextHandle++;
    if (this.cursors.size === 0) this.stream.expectFromNow();
    this.cursors.set(handle, cursor);
    this.opening.push({ handle, ...request });
    return handle;
  }

  /** Closes a handle; data that still arrives under it is ignored. */
  close(handle: number): void {
    if (!this.cursors.delete(handle)) return;
    const unsent = this.opening.findIndex((open) => open.handle === handle);
    if (unsent >= 0) this.opening.splice(unsent, 1);
    else this.closing.push(handle);
  }

  /** Gives back credit for consumed record bytes: the broker may push as many more. */
  grant(bytes: Bytes): void {
    this.owedBytes += bytes;
    // A message for each quarter of the window keeps the broker as busy as one for each batch would.
    if (this.owedBytes * 4 >= this.options.windowBytes) this.flush();
  }

  /** Sends the pending changes of handles and credits, if there are any. */
  flush(): void {
    if (this.stream.ended) return;
    const { opening, closing, owedBytes } = this;
    const credit = owedBytes * 4 >= this.options.windowBytes ? owedBytes : 0;
    if (opening.length === 0 && closing.length === 0 && credit === 0) return;
    this.opening = [];
    this.closing = [];
    this.owedBytes -= credit;
    this.stream.send({ options: undefined, open: opening, close: closing, creditBytes: credit });
  }

  drop(error: DraveError): void {
    this.stream.drop(error);
  }

  private deliver(handle: number, data: dataV1.FetchedData): void {
    const cursor = this.cursors.get(handle);
    if (cursor === undefined) {
      // The handle was closed meanwhile. Its bytes used up credit all the same, which is given back.
      for (const records of data.records) this.grant(records.length);
      return;
    }
    if (data.error !== undefined || data.diverging !== undefined) this.cursors.delete(handle);
    this.events.received(this, cursor, handle, data);
  }
}

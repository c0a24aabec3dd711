import { deferred, type DraveError, type ErrorCode, type Offset } from '@drave/base';
import { readBatchInfo } from '@drave/records';
import type { dataV1, RpcStream } from '@drave/rpc';
import { type FakeBroker, type FakeClusterState, HEADER } from './fake-cluster-state.js';
import type { FakePartition } from './fake-partition.js';

interface OpenHandle {
  readonly handle: number;
  readonly log: FakePartition;
  readonly currentEpoch: number | undefined;
  offset: Offset;
  lastEpoch: number | undefined;
  sentHighWatermark: Offset;
}

/** One fetch stream, as the server sees it. */
export class FakeFetchSession {
  private readonly cluster: FakeClusterState;
  private readonly broker: FakeBroker;
  private readonly stream: RpcStream<dataV1.FetchStreamResponse, dataV1.FetchStreamRequest>;
  private readonly signal = new Signal();
  private readonly handles = new Map<number, OpenHandle>();
  private readonly answers: dataV1.FetchStreamPartition[] = [];
  private creditBytes = 0;
  private partitionBytes = 1 << 20;
  private ended = false;
  private failure: DraveError | undefined;
  private readonly wake = () => this.signal.wake();

  constructor(
    cluster: FakeClusterState,
    broker: FakeBroker,
    stream: RpcStream<dataV1.FetchStreamResponse, dataV1.FetchStreamRequest>,
    abort: AbortSignal,
  ) {
    this.cluster = cluster;
    this.broker = broker;
    this.stream = stream;
    abort.addEventListener('abort', () => {
      this.ended = true;
      this.wake();
    });
  }

  async run(): Promise<void> {
    const reading = this.read().catch((reason: DraveError) => {
      this.failure = reason;
      this.ended = true;
      this.wake();
    });
    while (!this.ended) {
      const partitions = [...this.answers.splice(0), ...this.collect()];
      if (partitions.length > 0) await this.stream.send({ header: HEADER, partitions });
      else await this.signal.wait();
    }
    for (const { log } of this.handles.values()) log.listeners.delete(this.wake);
    await reading;
    if (this.failure !== undefined) throw this.failure;
  }

  private async read(): Promise<void> {
    for (;;) {
      const request = await this.stream.receive();
      if (request === undefined) break;
      if (request.options !== undefined && request.options.maxPartitionBytes > 0) {
        this.partitionBytes = request.options.maxPartitionBytes;
      }
      this.creditBytes += request.creditBytes;
      for (const handle of request.close) this.handles.delete(handle);
      for (const open of request.open) this.open(open);
      this.wake();
    }
    this.ended = true;
    this.wake();
  }

  private open(open: dataV1.OpenPartition): void {
    const log = this.cluster.topics.get(open.topic)?.partitions[open.partition];
    if (log === undefined) {
      this.answers.push({ handle: open.handle, data: refusal('UNKNOWN_TOPIC_OR_PARTITION') });
      return;
    }
    log.listeners.add(this.wake);
    this.handles.set(open.handle, {
      handle: open.handle,
      log,
      currentEpoch: open.currentLeaderEpoch,
      offset: open.fetchOffset,
      lastEpoch: open.lastFetchedEpoch,
      sentHighWatermark: -1,
    });
  }

  private collect(): dataV1.FetchStreamPartition[] {
    const found: dataV1.FetchStreamPartition[] = [];
    for (const handle of this.handles.values()) {
      const data = this.dataOf(handle);
      if (data === undefined) continue;
      found.push({ handle: handle.handle, data });
      if (data.error !== undefined || data.diverging !== undefined) this.handles.delete(handle.handle);
    }
    return found;
  }

  private dataOf(handle: OpenHandle): dataV1.FetchedData | undefined {
    const { log } = handle;
    const leader = this.cluster.hintOf(log);
    if (log.leaderId !== this.broker.id) return { ...refusal('NOT_LEADER_OR_FOLLOWER'), leader };
    if (handle.currentEpoch !== undefined && handle.currentEpoch < log.leaderEpoch) {
      return { ...refusal('FENCED_LEADER_EPOCH'), leader };
    }
    if (log.deniesRange) return refusal('OFFSET_OUT_OF_RANGE');
    const base = { ...refusal('UNKNOWN_SERVER_ERROR'), error: undefined, ...this.watermarks(log) };
    if (handle.lastEpoch !== undefined) {
      const end = log.endOfEpoch(handle.lastEpoch);
      if (end.epoch < handle.lastEpoch || end.endOffset < handle.offset) return { ...base, diverging: end };
      handle.lastEpoch = undefined;
    }
    if (handle.offset < log.logStartOffset || handle.offset > log.endOffset) {
      return { ...refusal('OFFSET_OUT_OF_RANGE'), ...this.watermarks(log) };
    }
    const records = this.creditBytes > 0 ? log.read(handle.offset, this.partitionBytes) : [];
    if (records.length === 0 && handle.sentHighWatermark === log.highWatermark) return undefined;
    handle.sentHighWatermark = log.highWatermark;
    const last = records.at(-1);
    if (last !== undefined) handle.offset = readBatchInfo(last, 0).lastOffset + 1;
    for (const batch of records) this.creditBytes -= batch.length;
    return { ...base, records, abortedTransactions: log.aborted };
  }

  private watermarks(log: FakePartition) {
    return {
      leaderEpoch: log.leaderEpoch,
      highWatermark: log.highWatermark,
      lastStableOffset: log.highWatermark,
      logStartOffset: log.logStartOffset,
    };
  }
}

function refusal(code: ErrorCode): dataV1.FetchedData {
  return {
    error: { code, message: '' },
    leaderEpoch: -1,
    highWatermark: -1,
    lastStableOffset: -1,
    logStartOffset: -1,
    records: [],
    abortedTransactions: [],
    diverging: undefined,
    leader: undefined,
    preferredReadReplica: undefined,
  };
}

/** A promise that the next `wake` resolves. */
class Signal {
  private waiter = deferred();

  wake(): void {
    this.waiter.resolve();
  }

  async wait(): Promise<void> {
    await this.waiter.promise;
    this.waiter = deferred();
  }
}

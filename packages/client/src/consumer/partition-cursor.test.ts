import { DraveError, type ErrorCode, type Offset } from '@drave/base';
import { readBatchInfo, restamp } from '@drave/records';
import { numberedBatch } from '@drave/records/testing';
import type { dataV1 } from '@drave/rpc';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AutoOffsetReset } from '../options.js';
import type { BatchPlace } from './fetch-buffer.js';
import type { FetchStream, Followup, OffsetQuestion } from './fetch-state.js';
import { PartitionCursor } from './partition-cursor.js';

const BATCH_RECORDS = 10;

/** After n earlier failures the next attempt is at (n + 1) x 100 ms. */
const retryTime = (failures: number) => 100 * (failures + 1);

/** A stream that counts the credit that is given back to it. */
class NotedStream implements FetchStream {
  readonly brokerId: number;
  readonly closed: number[] = [];
  grantedBytes = 0;

  constructor(brokerId = 1) {
    this.brokerId = brokerId;
  }

  close(handle: number): void {
    this.closed.push(handle);
  }

  grant(bytes: number): void {
    this.grantedBytes += bytes;
  }
}

function batchAt(offset: Offset, epoch = 0): Buffer {
  const batch = numberedBatch(offset, BATCH_RECORDS, {}, '');
  restamp(batch, 0, offset, epoch);
  return batch;
}

function data(over: Partial<dataV1.FetchedData> = {}): dataV1.FetchedData {
  const watermarks = { highWatermark: 100, lastStableOffset: 90, logStartOffset: 0 };
  return { leaderEpoch: 0, ...watermarks, records: [], abortedTransactions: [], ...over };
}

function refusal(code: ErrorCode): dataV1.FetchedData {
  return data({ error: { code, message: '' }, highWatermark: -1 });
}

/** One line for a follow-up. */
function text(followup: Followup): string {
  switch (followup.kind) {
    case 'open':
      return followup.loss === undefined ? 'open' : `open, lost ${followup.loss.position}, to ${followup.loss.to}`;
    case 'arrived':
      return followup.reopen ? 'arrived, reopen' : 'arrived';
    case 'lookUp':
      return `lookUp ${followup.question.kind}`;
    case 'fail':
      return `fail ${followup.error.code}`;
    default:
      return followup.kind;
  }
}

function questionOf(followup: Followup): OffsetQuestion {
  if (followup.kind !== 'lookUp') throw new Error(`no question: ${text(followup)}`);
  return followup.question;
}

/** A cursor at 20 that is open under handle 7, in epoch 3. */
function openCursor(reset: AutoOffsetReset = 'earliest') {
  const stream = new NotedStream();
  const cursor = new PartitionCursor('t', 0, reset);
  cursor.seek(20);
  cursor.opened(stream, 7, 3);
  return { cursor, stream };
}

/** Decodes the next batch without a codec: all that counts here are offsets. */
function decode(cursor: PartitionCursor, place: BatchPlace | undefined = cursor.undecoded()): void {
  if (place === undefined) return;
  const info = readBatchInfo(place.chunk.bytes, place.at);
  const records = Array.from({ length: info.recordCount }, (_, index) => {
    return { offset: info.baseOffset + index, timestamp: 0, key: null, value: null, headers: [] };
  });
  const { sizeBytes, lastOffset, partitionLeaderEpoch: leaderEpoch } = info;
  cursor.decoded(place, { sizeBytes, records, lastOffset, leaderEpoch });
}

function takeAll(cursor: PartitionCursor): Offset[] {
  const offsets: Offset[] = [];
  while (cursor.hasBuffered) {
    decode(cursor);
    offsets.push(...cursor.take(1000).map(({ offset }) => offset));
  }
  return offsets;
}

describe('what follows when an open partition', () => {
  type Row = readonly [event: string, act: (cursor: PartitionCursor, stream: NotedStream) => Followup, follows: string];
  const rows: readonly Row[] = [
    ['receives records', (cursor) => cursor.received(data({ records: [batchAt(20)] }), retryTime), 'arrived'],
    ['receives watermarks', (cursor) => cursor.received(data(), retryTime), 'arrived'],
    ['is told of this replica', (cursor) => cursor.received(data({ preferredReadReplica: 1 }), retryTime), 'arrived'],
    [
      'is told of another replica',
      (cursor) => cursor.received(data({ preferredReadReplica: 2 }), retryTime),
      'arrived, reopen',
    ],
    [
      'receives half a batch',
      (cursor) => cursor.received(data({ records: [batchAt(20).subarray(0, 90)] }), retryTime),
      'refetch',
    ],
    ['is at no leader', (cursor) => cursor.received(refusal('NOT_LEADER_OR_FOLLOWER'), retryTime), 'retry'],
    ['meets an unknown error', (cursor) => cursor.received(refusal('UNKNOWN_SERVER_ERROR'), retryTime), 'retry'],
    [
      'is not allowed',
      (cursor) => cursor.received(refusal('TOPIC_AUTHORIZATION_FAILED'), retryTime),
      'fail TOPIC_AUTHORIZATION_FAILED',
    ],
    ['is out of range', (cursor) => cursor.received(refusal('OFFSET_OUT_OF_RANGE'), retryTime), 'lookUp range'],
    [
      'was cut ahead of its position',
      (cursor) => cursor.received(data({ diverging: { epoch: 2, endOffset: 20 } }), retryTime),
      'open',
    ],
    [
      'was cut behind its position',
      (cursor) => cursor.received(data({ diverging: { epoch: 2, endOffset: 15 } }), retryTime),
      'open, lost 20, to 15',
    ],
    ['has a bad batch', (cursor) => cursor.batchRejected(new DraveError('CORRUPT_MESSAGE'), retryTime), 'refetch'],
    ['loses its stream', (cursor, stream) => cursor.streamLost(stream), 'open'],
    ['hears of another stream’s loss', (cursor) => cursor.streamLost(new NotedStream()), 'nothing'],
    ['hears of its own leader', (cursor) => cursor.leaderIs(3), 'nothing'],
    ['hears of a newer leader', (cursor) => cursor.leaderIs(4), 'open'],
    ['is paused', (cursor) => cursor.pause(), 'open'],
    ['is sought in', (cursor) => cursor.seek(5), 'open'],
    ['is reset', (cursor) => cursor.resetTo('latest'), 'open'],
    ['is revoked', (cursor) => cursor.revoke(), 'open'],
    ['gives nothing back', (cursor) => cursor.rewindToDelivered(), 'nothing'],
  ];

  it.each(rows)('%s', (_event, act, follows) => {
    const { cursor, stream } = openCursor();
    expect(text(act(cursor, stream))).toBe(follows);
    const goesOn = follows === 'arrived' || follows === 'nothing';
    expect(cursor.isOpenUnder(stream, 7)).toBe(goesOn);
  });

  it.each(rows.filter(([event]) => !/stream/.test(event)))('%s: its handle is closed or goes on', (_event, act) => {
    const { cursor, stream } = openCursor();
    act(cursor, stream);
    expect(stream.closed).toEqual(cursor.isOpenUnder(stream, 7) ? [] : [7]);
  });
});

describe('a cursor', () => {
  it('is due at once, after its pause, and not while it is paused, held, open or looking', () => {
    const { cursor } = openCursor();
    expect(cursor.dueMs).toBeUndefined();
    cursor.received(refusal('NOT_LEADER_OR_FOLLOWER'), retryTime);
    expect(cursor.dueMs).toBe(100);
    cursor.opened(new NotedStream(), 1, 3);
    cursor.received(refusal('NOT_LEADER_OR_FOLLOWER'), retryTime);
    expect(cursor.dueMs).toBe(200);
    cursor.pause();
    expect(cursor.dueMs).toBeUndefined();
    cursor.resume();
    expect(cursor.dueMs).toBe(200);
    cursor.resetTo('latest');
    expect(cursor.dueMs).toBe(0);
    expect(text(cursor.start())).toBe('lookUp start');
    expect(cursor.dueMs).toBeUndefined();
    cursor.seek(3);
    cursor.holdForRevocation();
    expect(cursor.dueMs).toBeUndefined();
  });

  it.each([
    ['earliest', 'earliest'],
    ['latest', 'latest'],
  ] as const)('without a position goes where the policy says: %s', (policy, target) => {
    const cursor = new PartitionCursor('t', 0, policy);
    const question = questionOf(cursor.start());
    expect(question).toEqual({ kind: 'start', target });
    expect(text(cursor.startFound(question, 40))).toBe('open');
    expect(cursor.position).toBe(40);
    expect(text(cursor.start())).toBe('open');
  });

  it('goes to the end where no record is as late as the time that was asked for', () => {
    const cursor = new PartitionCursor('t', 0, 'earliest');
    cursor.resetTo({ timestampMs: 5000 });
    expect(text(cursor.startFound(questionOf(cursor.start()), -1))).toBe('open');
    expect(questionOf(cursor.start())).toEqual({ kind: 'start', target: 'latest' });
  });

  it('without a position and without a policy fails until it is sought in', () => {
    const cursor = new PartitionCursor('t', 0, 'none');
    expect(text(cursor.start())).toBe('fail OFFSET_OUT_OF_RANGE');
    expect(cursor.failure?.message).toContain('t-0: no position, and auto.offset.reset is none');
    cursor.seek(4);
    expect(cursor.failure).toBeUndefined();
    expect(text(cursor.start())).toBe('open');
  });

  it('does not hear the answer to a question that a seek made moot', () => {
    const cursor = new PartitionCursor('t', 0, 'latest');
    const first = questionOf(cursor.start());
    cursor.resetTo('earliest');
    const second = questionOf(cursor.start());
    expect(text(cursor.startFound(first, 10))).toBe('nothing');
    expect(text(cursor.lookUpFailed(first, new DraveError('NOT_LEADER_OR_FOLLOWER'), retryTime))).toBe('nothing');
    expect(cursor.position).toBeUndefined();
    cursor.startFound(second, 12);
    expect(cursor.position).toBe(12);
    expect(text(cursor.startFound(second, 14))).toBe('nothing');
  });

  it('hears an earlier answer when a seek asks for the same again, so that often is not never', () => {
    const cursor = new PartitionCursor('t', 0, 'latest');
    const first = questionOf(cursor.start());
    cursor.resetTo('latest');
    cursor.start();
    expect(text(cursor.startFound(first, 10))).toBe('open');
    expect(cursor.position).toBe(10);
  });

  it('starts at what its group has committed, and where the policy says without that', () => {
    const cursor = new PartitionCursor('t', 0, 'latest');
    cursor.awaitCommitted();
    expect(cursor.awaitsCommitted).toBe(true);
    expect(text(cursor.committedFound(30, 2))).toBe('open');
    expect(cursor.fetchFrom).toEqual({ offset: 30, epoch: 2 });
    const fresh = new PartitionCursor('t', 1, 'latest');
    fresh.awaitCommitted();
    fresh.committedFound(undefined, undefined);
    expect(text(fresh.start())).toBe('lookUp start');
    const sought = new PartitionCursor('t', 2, 'latest');
    sought.awaitCommitted();
    sought.seek(7);
    expect(text(sought.committedFound(30, 2))).toBe('nothing');
    expect(sought.position).toBe(7);
  });

  it.each([
    ['inside', 0, 100, 'retry'],
    ['above the end, once', 0, 10, 'retry'],
    ['below the start', 30, 100, 'open, lost 20, to earliest'],
  ] as const)('a denied position %s', (_where, start, end, follows) => {
    const { cursor } = openCursor();
    const question = questionOf(cursor.received(refusal('OFFSET_OUT_OF_RANGE'), retryTime));
    expect(text(cursor.rangeFound(question, start, end, retryTime))).toBe(follows);
  });

  it('above the end gives its position up with the fourth equal answer', () => {
    const { cursor, stream } = openCursor();
    const answers: string[] = [];
    for (let count = 0; count < 4; count++) {
      if (count > 0) cursor.opened(stream, count, 3);
      const question = questionOf(cursor.received(refusal('OFFSET_OUT_OF_RANGE'), retryTime));
      answers.push(text(cursor.rangeFound(question, 0, 10, retryTime)));
    }
    expect(answers).toEqual(['retry', 'retry', 'retry', 'open, lost 20, to earliest']);
  });

  it('is passed on to the application, position and all, when there is no policy for what was lost', () => {
    const lost = openCursor('none').cursor;
    const question = questionOf(lost.received(refusal('OFFSET_OUT_OF_RANGE'), retryTime));
    expect(text(lost.rangeFound(question, 30, 100, retryTime))).toBe('fail OFFSET_OUT_OF_RANGE');
    expect(lost.position).toBe(20);
    const cut = openCursor('none').cursor;
    const diverging = { epoch: 2, endOffset: 15 };
    expect(text(cut.received(data({ diverging }), retryTime))).toBe('fail OFFSET_OUT_OF_RANGE');
    expect(cut.failure?.message).toContain('the log was truncated to 15, below position 20');
  });

  it('fetches a bad batch again, three times', () => {
    const { cursor, stream } = openCursor();
    const answers: string[] = [];
    for (let count = 0; count < 4; count++) {
      if (count > 0) cursor.opened(stream, 10 + count, 3);
      cursor.received(data({ records: [batchAt(20)] }), retryTime);
      answers.push(text(cursor.batchRejected(new DraveError('CORRUPT_MESSAGE'), retryTime)));
      expect(cursor.fetchFrom?.offset).toBe(20);
    }
    expect(answers).toEqual(['refetch', 'refetch', 'refetch', 'fail CORRUPT_MESSAGE']);
    // No handle stays open after a failure, since data under it would use up credit that nobody gives back.
    expect(stream.closed).toEqual([7, 11, 12, 13]);
    expect(stream.grantedBytes).toBe(4 * batchAt(20).length);
  });

  it('pays back all of a message of which a part is not whole', () => {
    const { cursor, stream } = openCursor();
    const records = [batchAt(20), batchAt(30).subarray(0, 70), batchAt(40)];
    cursor.received(data({ records }), retryTime);
    expect(cursor.hasBuffered).toBe(false);
    expect(stream.grantedBytes).toBe(records.reduce((sum, { length }) => sum + length, 0));
  });

  it('reads from the replica that it was told of until anything goes wrong', () => {
    const { cursor, stream } = openCursor();
    cursor.received(data({ preferredReadReplica: 2 }), retryTime);
    expect(cursor.readReplica).toBe(2);
    cursor.opened(stream, 8, 3);
    cursor.received(refusal('OFFSET_NOT_AVAILABLE'), retryTime);
    expect(cursor.readReplica).toBeUndefined();
  });

  it('takes the leader’s epoch for its own when it was read past under one that the leader never had', () => {
    const { cursor, stream } = openCursor();
    cursor.received(data({ records: [batchAt(20, 3)] }), retryTime);
    expect(takeAll(cursor)).toHaveLength(10);
    cursor.received(data({ diverging: { epoch: 1, endOffset: 50 } }), retryTime);
    expect(cursor.fetchFrom).toEqual({ offset: 30, epoch: 1 });
    cursor.opened(stream, 8, 4);
  });

  it('measures its lag to the end that is visible', () => {
    const { cursor } = openCursor();
    expect(cursor.lag(false)).toBeUndefined();
    cursor.received(data(), retryTime);
    expect(cursor.lag(false)).toBe(80);
    expect(cursor.lag(true)).toBe(70);
    cursor.seek(200);
    expect(cursor.lag(true)).toBe(0);
  });

  it('hands out what it was given by hand, and commits what was done with', () => {
    const { cursor } = openCursor();
    cursor.received(data({ records: [batchAt(20, 2)] }), retryTime);
    decode(cursor);
    const [first] = cursor.take(1);
    if (first !== undefined) cursor.deliver(first);
    expect(cursor.toCommit('delivered')).toEqual({ offset: 21, epoch: 2 });
    expect(cursor.toCommit('processed')).toEqual({ offset: 20, epoch: undefined });
    cursor.process();
    expect(cursor.toCommit('processed')).toEqual({ offset: 21, epoch: 2 });
    cursor.committed(21, cursor.moves);
    expect(cursor.toCommit('processed')).toBeUndefined();
    expect(cursor.toCommit('delivered')).toBeUndefined();
  });
});

/** The events of a random run. A number beside each event chooses how much or where. */
const KINDS = [
  ...['goOn', 'goOn', 'goOn', 'goOn', 'goOn', 'goOn', 'goOn', 'goOn', 'goOn', 'goOn', 'resume', 'resume', 'seek'],
  ...['open', 'push', 'push', 'decode', 'lateDecode', 'take', 'take', 'deliver', 'deliver', 'process', 'commit'],
  ...['rewind', 'pause', 'seek', 'reset', 'range', 'bad', 'lose', 'newLeader', 'refuse', 'cut'],
] as const;
const step = fc.record({ kind: fc.constantFrom(...KINDS), amount: fc.integer({ min: 0, max: 12 }) });

/** An application and a broker around one cursor. The log is endless: record n is at offset n, in batches of ten. */
class Run {
  readonly cursor = new PartitionCursor('t', 0, 'earliest');
  readonly stream = new NotedStream();
  private pushedBytes = 0;
  private handle = 0;
  /** Records that were taken and that the application has not asked for yet. */
  private waiting: { offset: Offset; moves: number }[] = [];
  private expected: Offset = 0;
  private done: Offset = 0;
  private place: BatchPlace | undefined;

  constructor() {
    this.cursor.seek(0);
  }

  do(kind: (typeof KINDS)[number], amount: number): void {
    const { cursor, stream } = this;
    switch (kind) {
      case 'goOn':
        for (const next of ['open', 'push', 'decode', 'take', 'deliver'] as const) this.do(next, amount);
        break;
      case 'open':
        if (cursor.dueMs !== undefined) this.open();
        break;
      case 'push':
        if (this.isOpen) this.push(1 + (amount % 3));
        break;
      case 'decode':
        decode(cursor);
        break;
      case 'lateDecode':
        // Other events have come while the batch was being decoded; a batch from before them must not count.
        if (this.place !== undefined) decode(cursor, this.place);
        this.place = cursor.undecoded();
        break;
      case 'take':
        if (!cursor.held) this.waiting.push(...cursor.take(amount).map(({ offset }) => ({ offset, ...this.now })));
        break;
      case 'deliver':
        this.deliver(amount);
        break;
      case 'process':
        cursor.process();
        this.done = this.expected;
        break;
      case 'commit': {
        const mark = cursor.toCommit(amount % 2 === 0 ? 'delivered' : 'processed');
        if (mark !== undefined) cursor.committed(mark.offset, cursor.moves);
        break;
      }
      case 'rewind':
        cursor.rewindToDelivered();
        break;
      case 'pause':
        cursor.pause();
        break;
      case 'resume':
        cursor.resume();
        break;
      case 'seek':
        cursor.seek(amount * 7);
        this.moved(amount * 7);
        break;
      case 'reset':
        cursor.resetTo('earliest');
        this.moved(0);
        break;
      case 'range':
        if (this.isOpen) this.denyRange(amount);
        break;
      case 'bad':
        cursor.batchRejected(new DraveError('CORRUPT_MESSAGE'), retryTime);
        break;
      case 'lose':
        cursor.streamLost(stream);
        break;
      case 'newLeader':
        cursor.leaderIs(1 + this.handle);
        break;
      case 'refuse':
        if (this.isOpen) cursor.received(refusal('NOT_LEADER_OR_FOLLOWER'), retryTime);
        break;
      case 'cut':
        if (this.isOpen) this.cut(amount);
        break;
    }
    this.check();
  }

  /** Checks that the credit of every pushed byte was given back once, or is still buffered. */
  finish(): void {
    this.cursor.revoke();
    expect(this.stream.grantedBytes).toBe(this.pushedBytes);
    expect(this.cursor.hasBuffered).toBe(false);
  }

  private get isOpen(): boolean {
    return this.cursor.isOpenUnder(this.stream, this.handle);
  }

  private get now() {
    return { moves: this.cursor.moves };
  }

  private open(): void {
    const { cursor } = this;
    const next = cursor.start();
    if (next.kind === 'lookUp') cursor.startFound(next.question, this.expected);
    else if (next.kind === 'open') cursor.opened(this.stream, ++this.handle, this.handle);
  }

  private push(batches: number): void {
    const from = this.cursor.fetchFrom?.offset ?? 0;
    const first = from - (from % BATCH_RECORDS);
    const records = Array.from({ length: batches }, (_, index) => batchAt(first + index * BATCH_RECORDS));
    for (const { length } of records) this.pushedBytes += length;
    this.cursor.received(data({ records }), retryTime);
  }

  /** The application asks for `count` more records, one after another. */
  private deliver(count: number): void {
    for (let left = count; left > 0 && this.waiting.length > 0; left--) {
      const next = this.waiting.shift();
      if (next === undefined || next.moves !== this.cursor.moves) continue;
      expect(next.offset).toBe(this.expected);
      this.expected = next.offset + 1;
      this.cursor.deliver({ offset: next.offset, timestamp: 0, key: null, value: null, headers: [] });
    }
  }

  private denyRange(amount: number): void {
    const { cursor } = this;
    const position = cursor.position ?? 0;
    const asked = cursor.received(refusal('OFFSET_OUT_OF_RANGE'), retryTime);
    // The application may read on before the answer arrives.
    if (amount % 3 === 0) this.do('take', 1);
    const isBelow = amount % 2 === 0;
    const [start, end] = isBelow ? [position + 5, position + 50] : [0, 1000];
    const followup = cursor.rangeFound(questionOf(asked), start, end, retryTime);
    if (followup.kind === 'open' && followup.loss !== undefined) this.moved(start);
  }

  /** Truncates the leader's log, so that it diverges from the one that was read. */
  private cut(amount: number): void {
    const position = this.cursor.position ?? 0;
    const endOffset = Math.max(0, position + 10 * (amount - 6));
    const followup = this.cursor.received(data({ diverging: { epoch: 0, endOffset } }), retryTime);
    if (followup.kind === 'open' && followup.loss !== undefined) this.moved(endOffset);
  }

  private moved(to: Offset): void {
    this.expected = to;
    this.done = to;
  }

  private check(): void {
    const { cursor } = this;
    const delivered = cursor.toCommit('delivered')?.offset;
    const processed = cursor.toCommit('processed')?.offset;
    if (delivered !== undefined) expect(delivered).toBe(this.expected);
    if (processed !== undefined) expect(processed).toBe(this.done);
    if (cursor.position !== undefined) expect(cursor.position).toBeGreaterThanOrEqual(this.expected);
    expect(this.stream.grantedBytes).toBeLessThanOrEqual(this.pushedBytes);
    if (!cursor.hasBuffered) expect(this.stream.grantedBytes).toBe(this.pushedBytes);
  }
}

describe('whatever happens to a partition', () => {
  it('each record is delivered once and in order, and nothing is committed that was not', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const run = new Run();
        for (const { kind, amount } of steps) run.do(kind, amount);
        run.finish();
      }),
      { numRuns: 600 },
    );
  });

  it('such runs deliver much, so that they would notice', () => {
    const sample = fc.sample(fc.array(step, { minLength: 100, maxLength: 120 }), { numRuns: 50, seed: 1 });
    const ends = sample.map((steps) => {
      const run = new Run();
      let delivered = 0;
      const { cursor } = run;
      const deliver = cursor.deliver.bind(cursor);
      cursor.deliver = (record) => {
        delivered++;
        deliver(record);
      };
      for (const { kind, amount } of steps) run.do(kind, amount);
      return delivered;
    });
    expect(ends.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(300);
  });
});

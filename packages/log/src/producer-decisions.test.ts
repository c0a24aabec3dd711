import { encodeEndTransactionMarker, readBatchInfo } from '@drave/records';
import { testBatch } from '@drave/records/testing';
import { assert, beforeEach, describe, expect, it } from 'vitest';
import type { ProducerDecision, TransactionVersion } from './contract.js';
import { ProducerTable } from './producer-state.js';
import { VerificationGuard } from './verification-guard.js';

const PRODUCER = 7;
const EXPIRATION_MS = 1_000;

let table: ProducerTable;
let nextOffset: number;
let guards: Map<string, VerificationGuard>;

beforeEach(() => {
  table = new ProducerTable();
  nextOffset = 100;
  guards = new Map();
});

/**
 * One line, one event; the answer stands behind `->`.
 *
 *   ask GUARD epoch sequence [bump]   a transaction is about to begin: open | new | known | CODE
 *   data epoch sequence [GUARD]       a batch of the transaction: append | duplicate | CODE
 *   plain epoch sequence              a batch outside of any transaction
 *   offsets epoch [GUARD]             a coordinator's batch of a transaction, without a sequence
 *   commit|abort epoch coordinator vN a coordinator's marker under `transaction.version` N
 *   replicated epoch                  a commit that a leader sent
 *   expire ms                         the look at producers that have been idle
 *
 * What is decided to be appended is appended.
 */
function run(line: string): string {
  const [verb = '', ...words] = line.trim().split(/\s+/);
  const numbers = words.filter((word) => /^-?\d+$/.test(word)).map(Number);
  const [epoch = 0, second = 0] = numbers;
  const name = words.find((word) => /^[A-Z]$/.test(word));
  switch (verb) {
    case 'ask':
      return ask(name ?? '', epoch, second, words.includes('bump'));
    case 'data':
      return append(epoch, second, true, name);
    case 'plain':
      return append(epoch, second, false, name);
    case 'offsets':
      return append(epoch, -1, true, name);
    case 'commit':
    case 'abort':
      return mark(verb, epoch, second, Number(words.at(-1)?.slice(1)) as TransactionVersion);
    case 'replicated':
      apply('commit', epoch, 0);
      return 'applied';
    case 'expire':
      table.expire(epoch, EXPIRATION_MS);
      return 'expired';
    default:
      throw new Error(`no verb ${verb}`);
  }
}

function batchOf(producerEpoch: number, baseSequence: number, transactional: boolean) {
  const options = { producerId: PRODUCER, producerEpoch, baseSequence, transactional, baseOffset: nextOffset };
  return readBatchInfo(testBatch([{ value: 'v', timestamp: 0 }], options), 0);
}

function ask(name: string, epoch: number, sequence: number, bump: boolean): string {
  const start = table.beginVerification(batchOf(epoch, sequence, true), bump, 0);
  if (start.kind === 'reject') return start.code;
  if (start.kind === 'open') return 'open';
  const known = [...guards.values()].includes(start.guard);
  guards.set(name, start.guard);
  return known ? 'known' : 'new';
}

function append(epoch: number, sequence: number, transactional: boolean, name: string | undefined): string {
  const info = batchOf(epoch, sequence, transactional);
  const decision = table.decide(info, name === undefined ? undefined : guards.get(name));
  if (decision.kind === 'append') {
    table.apply(info, undefined);
    nextOffset++;
  }
  return told(decision);
}

function mark(kind: 'commit' | 'abort', epoch: number, coordinatorEpoch: number, version: TransactionVersion): string {
  const marker = { kind, producerId: PRODUCER, producerEpoch: epoch, coordinatorEpoch };
  const decision = table.decideMarker(marker, version);
  if (decision.kind !== 'append') return told(decision);
  return apply(kind, epoch, coordinatorEpoch) ? 'ends' : 'append';
}

function apply(kind: 'commit' | 'abort', producerEpoch: number, coordinatorEpoch: number): boolean {
  const marker = { kind, producerId: PRODUCER, producerEpoch, coordinatorEpoch };
  const info = readBatchInfo(encodeEndTransactionMarker(marker, 0, nextOffset), 0);
  nextOffset++;
  return table.apply(info, marker) !== undefined;
}

function told(decision: ProducerDecision): string {
  return decision.kind === 'reject' ? decision.code : decision.kind;
}

function script(text: string): void {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const expected = lines.map((line) => line.trim());
  const seen = expected.map((line) => `${line.split('->')[0]?.trim() ?? ''} -> ${run(line.split('->')[0] ?? '')}`);
  assert.deepEqual(
    seen,
    expected.map((line) => line.replace(/\s*->\s*/, ' -> ')),
  );
}

describe('a transaction of a producer whose epoch stays', () => {
  it('begins with the word of its coordinator, and needs none while it is open', () => {
    script(`
      data 0 0        -> INVALID_TXN_STATE
      ask A 0 0       -> new
      data 0 0        -> INVALID_TXN_STATE
      data 0 0 A      -> append
      data 0 1        -> append
      ask B 0 2       -> open
      data 0 2        -> append
      commit 0 3 v1   -> ends
      data 0 3        -> INVALID_TXN_STATE
      data 0 3 A      -> INVALID_TXN_STATE
    `);
    expect(table.describe()).toMatchObject([{ coordinatorEpoch: 3, lastSequence: 2 }]);
  });

  it('D9: does not begin by a word that was given before the marker of another one (ABA)', () => {
    script(`
      ask A 0 0       -> new
      abort 0 1 v1    -> append
      ask B 0 0       -> new
      data 0 0 A      -> INVALID_TXN_STATE
      data 0 0 B      -> append
    `);
    const other = new VerificationGuard(PRODUCER);
    abandon();
    script('ask A 0 1 -> new');
    expect(table.decide(batchOf(0, 1, true), other)).toMatchObject({ code: 'INVALID_TXN_STATE' });
  });

  it('goes on with its sequences in the next one', () => {
    script(`
      ask A 0 0       -> new
      data 0 0 A      -> append
      commit 0 0 v1   -> ends
      ask B 0 1       -> new
      data 0 2 B      -> OUT_OF_ORDER_SEQUENCE_NUMBER
      data 0 1 B      -> append
    `);
  });

  it('is ended by a marker of a later epoch, which fences what came before', () => {
    script(`
      ask A 0 0       -> new
      data 0 0 A      -> append
      abort 1 0 v1    -> ends
      data 0 1        -> INVALID_PRODUCER_EPOCH
      ask B 0 1       -> INVALID_PRODUCER_EPOCH
      abort 0 0 v1    -> INVALID_PRODUCER_EPOCH
      ask B 2 0       -> new
      data 2 0 B      -> append
    `);
  });

  function abandon(): void {
    script('abort 0 2 v1 -> ends');
  }
});

describe('a transaction of a producer whose epoch grows', () => {
  it('is ended by the next epoch, of which the first batch is number 0', () => {
    script(`
      ask A 0 0 bump  -> new
      data 0 0 A      -> append
      commit 1 0 v2   -> ends
      ask B 1 1 bump  -> new
      data 1 1 B      -> OUT_OF_ORDER_SEQUENCE_NUMBER
      ask B 1 0 bump  -> known
      data 1 0 B      -> append
    `);
  });

  it('D12: begins at 0 where nothing is known of the producer (KAFKA-18202)', () => {
    script(`
      ask A 4 3 bump  -> new
      data 4 3 A      -> OUT_OF_ORDER_SEQUENCE_NUMBER
    `);
  });

  it('begins anywhere where nothing is known of a producer whose epoch stays', () => {
    script(`
      ask A 4 3       -> new
      data 4 3 A      -> append
    `);
  });

  it('D10: is not ended by a late marker of the one before (KIP-1228)', () => {
    script(`
      ask A 0 0 bump  -> new
      data 0 0 A      -> append
      commit 1 0 v2   -> ends
      ask B 1 0 bump  -> new
      data 1 0 B      -> append
      commit 1 0 v2   -> INVALID_PRODUCER_EPOCH
      commit 2 0 v2   -> ends
    `);
  });

  it('D11: takes the same marker again when its answer was lost (KAFKA-19999)', () => {
    script(`
      ask A 0 0 bump  -> new
      data 0 0 A      -> append
      abort 1 4 v2    -> ends
      abort 1 4 v2    -> append
      abort 1 5 v2    -> append
      abort 1 4 v2    -> TRANSACTION_COORDINATOR_FENCED
      abort 0 5 v2    -> INVALID_PRODUCER_EPOCH
    `);
  });

  it('keeps the question of the next one when the marker of the one before comes late', () => {
    script(`
      ask A 0 0 bump  -> new
      data 0 0 A      -> append
      ask B 1 0 bump  -> new
      commit 1 0 v2   -> ends
      data 1 0 B      -> append
    `);
  });

  it('ends at the last epoch of all, and the marker may come again', () => {
    script(`
      ask A 32766 0 bump   -> new
      data 32766 0 A       -> append
      commit 32767 0 v2    -> ends
      commit 32767 0 v2    -> append
      data 32766 1         -> INVALID_PRODUCER_EPOCH
    `);
  });
});

describe('markers of coordinators', () => {
  it('D10: of an older coordinator are refused, whatever they say, and those of leaders are not judged', () => {
    script(`
      ask A 0 0       -> new
      data 0 0 A      -> append
      commit 0 5 v1   -> ends
      ask B 0 1       -> new
      data 0 1 B      -> append
      abort 0 4 v1    -> TRANSACTION_COORDINATOR_FENCED
      abort 1 4 v2    -> TRANSACTION_COORDINATOR_FENCED
      replicated 0    -> applied
      commit 0 5 v0   -> append
    `);
    expect(table.firstUnstableOffset()).toBe(100);
    table.replicatedUpTo(nextOffset);
    expect(table.firstUnstableOffset()).toBeUndefined();
  });

  it('fence a producer that is not known, and then hold nothing back', () => {
    script(`
      abort 3 1 v1    -> append
      ask A 2 0       -> INVALID_PRODUCER_EPOCH
      data 2 0        -> INVALID_PRODUCER_EPOCH
      plain 3 0       -> append
    `);
    expect(table.firstUnstableOffset()).toBeUndefined();
  });
});

describe('batches beside and within a transaction', () => {
  it('outside of it are refused while it is open', () => {
    script(`
      ask A 0 0       -> new
      data 0 0 A      -> append
      plain 0 1       -> INVALID_TXN_STATE
      plain 1 0       -> INVALID_TXN_STATE
      commit 0 0 v1   -> ends
      plain 0 1       -> append
    `);
  });

  it('that are sent again are answered before anybody asks for a transaction', () => {
    script(`
      ask A 0 0       -> new
      data 0 0 A      -> append
      commit 0 0 v1   -> ends
      data 0 0        -> duplicate
      data 0 0 A      -> duplicate
    `);
  });

  it('D12: do not overtake an earlier one that waits for the coordinator', () => {
    script(`
      ask A 0 5       -> new
      ask B 0 2       -> known
      data 0 5 A      -> OUT_OF_ORDER_SEQUENCE_NUMBER
      data 0 2 B      -> append
      data 0 3        -> append
    `);
  });

  it('wrap with the sequences: the one before the wrap is the earlier', () => {
    script(`
      ask A 0 2147483647 -> new
      ask A 0 0          -> known
      data 0 0 A         -> OUT_OF_ORDER_SEQUENCE_NUMBER
      data 0 2147483647 A -> append
      data 0 0           -> append
    `);
  });

  it('of a later epoch need a guard of their own', () => {
    script(`
      ask A 0 3       -> new
      ask B 1 0       -> new
      data 0 3 A      -> INVALID_TXN_STATE
      data 1 0 A      -> INVALID_TXN_STATE
      ask C 0 3       -> known
      data 1 0 B      -> append
      data 0 3 C      -> INVALID_PRODUCER_EPOCH
    `);
  });

  it('of coordinators have no sequence, and no guard is forgiven', () => {
    script(`
      offsets 0       -> INVALID_TXN_STATE
      ask A 0 -1      -> new
      offsets 0 A     -> append
      offsets 0       -> append
      commit 0 2 v1   -> ends
      offsets 0       -> INVALID_TXN_STATE
      ask B 0 -1      -> new
      offsets 0 B     -> append
      abort 1 2 v1    -> ends
      offsets 0       -> INVALID_PRODUCER_EPOCH
    `);
    expect(table.describe()).toMatchObject([{ producerEpoch: 1, lastSequence: -1, lastOffset: -1 }]);
  });

  it('that were asked about too long ago are asked about again', () => {
    script(`
      ask A 0 0       -> new
      expire 999      -> expired
      ask A 0 0       -> known
      expire 1000     -> expired
      data 0 0 A      -> INVALID_TXN_STATE
      ask B 0 0       -> new
      data 0 0 B      -> append
      expire 5000     -> expired
      expire 9000     -> expired
      data 0 1        -> append
    `);
  });

  it('of one request open their transaction for those behind them', () => {
    script('ask A 0 0 -> new');
    const batches = [batchOf(0, 0, true), batchOf(0, 1, true)];
    expect(table.decideAll(batches, guards.get('A'))).toEqual({ kind: 'append' });
    expect(table.decideAll(batches)).toMatchObject({ code: 'INVALID_TXN_STATE' });
    const mixed = [batchOf(0, 0, true), batchOf(0, 1, false)];
    expect(table.decideAll(mixed, guards.get('A'))).toMatchObject({ code: 'INVALID_TXN_STATE' });
  });
});

import { DraveError, type ErrorCode } from '@drave/base';
import { describe, expect, it } from 'vitest';
import { type OffsetsStep, type Step, TransactionState } from './transaction-state.js';

/*
 * The states of a producer as a script. Each line is an event and, after the arrow, the next step ('-' for none) and
 * the phase if it has changed.
 *
 *   ready                     a transaction is wanted           init 7/0 v2     the identity comes, with its level
 *   begin                     the transaction begins            admit 0         records are for partition 0
 *   offsets g                 offsets of the group are sent     added, grouped, offset   the current step is answered
 *   commit, abort             the end is asked for              ended 7/1       it is answered
 *   refuse CODE               the current step is refused       give up         its time has passed
 *   batch CODE                a batch failed for good           stands Empty 7/1 at 9   where the id stands, and when
 */

interface Run {
  readonly state: TransactionState;
  readonly lines: string[];
}

const TIMEOUT_MS = 1_000;

function play(script: string): string[] {
  const run: Run = { state: new TransactionState('bank', TIMEOUT_MS), lines: [] };
  for (const line of script.trim().split('\n')) {
    const command = line.split('→')[0]?.trim() ?? '';
    const before = run.state.phase.kind;
    const told = perform(run.state, command.split(' '));
    const step = run.state.next();
    const after = run.state.phase.kind;
    const seen = [told, step === undefined ? '-' : textOf(step), after === before ? '' : after].filter(
      (one) => one !== '',
    );
    run.lines.push(`${command} → ${seen.join(', ')}`);
  }
  return run.lines;
}

function perform(state: TransactionState, [verb = '', ...rest]: string[]): string {
  const [first = ''] = rest;
  const step = state.next();
  if (step !== undefined) state.started(step);
  switch (verb) {
    case 'ready':
      state.wantReady();
      return '';
    case 'init':
      state.initialized(identityOf(first), Number(rest[1]?.slice(1)));
      return '';
    case 'begin':
      state.begin(0);
      return '';
    case 'admit':
      return state.admit({ topic: 't', partition: Number(first) }) ? 'goes' : 'waits';
    case 'offsets':
      state.commitOffsets({ kind: 'commitOffsets', groupId: first });
      return '';
    case 'added':
      state.partitionsAdded(step?.kind === 'addPartitions' ? step.partitions : []);
      return '';
    case 'grouped':
      state.groupAdded(step?.kind === 'addOffsets' ? step.groupId : '');
      return '';
    case 'offset':
      state.offsetsCommitted(step as OffsetsStep);
      return '';
    case 'commit':
    case 'abort':
      state.end(verb);
      return '';
    case 'ended':
      state.ended(identityOf(first));
      return '';
    case 'refuse':
      return state.failed(step as Step, new DraveError(first as ErrorCode, first));
    case 'give':
      state.retriesExhausted(step as Step, new DraveError('REQUEST_TIMED_OUT', 'nobody answers'));
      return '';
    case 'batch':
      state.batchFailed(new DraveError(first as ErrorCode, first));
      return '';
    case 'stands': {
      const { producerId, epoch } = identityOf(rest[1] ?? '');
      state.described({ state: first, producerId, producerEpoch: epoch }, Number(rest[3]));
      return toldOf(state);
    }
    default:
      throw new RangeError(`${verb}?`);
  }
}

function identityOf(text: string): { producerId: number; epoch: number } {
  const [producerId = Number.NaN, epoch = Number.NaN] = text.split('/').map(Number);
  return { producerId, epoch };
}

function textOf(step: Step): string {
  switch (step.kind) {
    case 'init':
      return step.current === undefined ? 'init' : `init after ${step.current.producerId}/${step.current.epoch}`;
    case 'addPartitions':
      return `add ${step.partitions.map(({ partition }) => partition).join()}`;
    case 'addOffsets':
      return `add group ${step.groupId}`;
    case 'commitOffsets':
      return `offsets of ${step.groupId}`;
    case 'end':
      return step.result;
    case 'describe':
      return 'describe';
  }
}

function toldOf({ phase }: TransactionState): string {
  if (phase.kind !== 'failed') return '';
  const { code, message } = phase.error;
  const by = /newer/.test(message) ? 'newer' : /longer/.test(message) ? 'late' : 'unexplained';
  return `${code} ${by}${/not known/.test(message) ? ', outcome unknown' : ''}`;
}

/** The script is its own expectation: each line as it is played. */
function golden(script: string): void {
  const wanted = script
    .trim()
    .split('\n')
    .map((line) => line.trim());
  expect(play(script)).toEqual(wanted);
}

describe('with transaction.version 2', () => {
  it('partitions and groups join by being written to, and each end gives a new epoch', () => {
    golden(`
      ready → init
      init 7/0 v2 → -
      begin → -, open
      admit 0 → goes, -
      admit 1 → goes, -
      offsets g → offsets of g
      offset → -
      commit → commit, ending
      ended 7/1 → -, idle
      ready → -
      begin → -, open
      admit 0 → goes, -
      abort → abort, ending
      ended 7/2 → -, idle
      ready → -
    `);
  });

  it('the transaction before is waited for, and coordinators are looked for', () => {
    golden(`
      ready → init
      refuse COORDINATOR_NOT_AVAILABLE → again, init
      refuse CONCURRENT_TRANSACTIONS → soon, init
      init 7/0 v2 → -
      begin → -, open
      admit 0 → goes, -
      commit → commit, ending
      refuse NOT_COORDINATOR → again, commit
      refuse COORDINATOR_LOAD_IN_PROGRESS → again, commit
      refuse CONCURRENT_TRANSACTIONS → soon, commit
      ended 7/1 → -, idle
    `);
  });

  it('an end that nobody answers stays what it was, until it is decided', () => {
    golden(`
      ready → init
      init 7/0 v2 → -
      begin → -, open
      admit 0 → goes, -
      commit → commit, ending
      refuse NETWORK_EXCEPTION → again, commit
      give up → -
      commit → commit
      give up → -
      ready → commit
      ended 7/1 → -, idle
      begin → -, open
    `);
  });

  it('offsets that are still to be committed come before the commit, and are dropped by an abort', () => {
    golden(`
      ready → init
      init 7/0 v2 → -
      begin → -, open
      offsets g → offsets of g
      commit → offsets of g, ending
      offset → commit
      ended 7/1 → -, idle
      begin → -, open
      offsets g → offsets of g
      abort → abort, ending
      ended 7/2 → -, idle
    `);
  });

  it('offsets that are refused leave it to be aborted', () => {
    golden(`
      ready → init
      init 7/0 v2 → -
      begin → -, open
      admit 0 → goes, -
      offsets g → offsets of g
      refuse ILLEGAL_GENERATION → again, offsets of g
      refuse UNKNOWN_MEMBER_ID → settled, -, abortable
      admit 1 → waits, -
      abort → abort, ending
      ended 7/1 → -, idle
    `);
  });

  it('a batch that fails leaves it to be aborted', () => {
    golden(`
      ready → init
      init 7/0 v2 → -
      begin → -, open
      admit 0 → goes, -
      batch MESSAGE_TOO_LARGE → -, abortable
      batch INVALID_PRODUCER_EPOCH → -
      abort → abort, ending
      ended 7/1 → -, idle
    `);
  });

  it('what nothing came of ends without a word', () => {
    golden(`
      ready → init
      init 7/0 v2 → -
      begin → -, open
      commit → -, idle
      begin → -, open
      batch MESSAGE_TOO_LARGE → -, abortable
      abort → -, idle
      ready → -
    `);
  });
});

describe('below version 2', () => {
  it('partitions and groups are added before they are written to, each once', () => {
    golden(`
      ready → init
      init 7/0 v1 → -
      begin → -, open
      admit 0 → waits, add 0
      admit 1 → waits, add 0,1
      added → -
      admit 1 → goes, -
      offsets g → add group g
      grouped → offsets of g
      offset → -
      offsets g → offsets of g
      offset → -
      commit → commit, ending
      ended 7/0 → -, idle
      ready → -
      begin → -, open
      admit 0 → waits, add 0
    `);
  });

  it('an abort has the epoch raised, since what was sent may still arrive', () => {
    golden(`
      ready → init
      init 7/0 v1 → -
      begin → -, open
      admit 0 → waits, add 0
      added → -
      abort → abort, ending
      ended 7/0 → -, idle
      ready → init after 7/0
      refuse CONCURRENT_TRANSACTIONS → soon, init after 7/0
      init 7/1 v1 → -
      begin → -, open
    `);
  });

  it('so does a commit of which an attempt had no answer: that one may come late, and end the next', () => {
    golden(`
      ready → init
      init 7/0 v1 → -
      begin → -, open
      admit 0 → waits, add 0
      added → -
      commit → commit, ending
      refuse NETWORK_EXCEPTION → again, commit
      ended 7/0 → -, idle
      ready → init after 7/0
    `);
  });

  it('an abort of what never got to the coordinator is done', () => {
    golden(`
      ready → init
      init 7/0 v1 → -
      begin → -, open
      admit 0 → waits, add 0
      refuse NETWORK_EXCEPTION → again, add 0
      give up → -, abortable
      abort → abort, ending
      refuse INVALID_TXN_STATE → settled, -, idle
      ready → init after 7/0
    `);
  });

  it('a partition that may not be written to leaves it to be aborted', () => {
    golden(`
      ready → init
      init 7/0 v0 → -
      begin → -, open
      admit 0 → waits, add 0
      refuse TOPIC_AUTHORIZATION_FAILED → settled, -, abortable
      abort → abort, ending
    `);
  });
});

describe('a producer that is fenced asks by whom, once', () => {
  const begun = `
      ready → init
      init 7/0 v2 → -
      begin → -, open
      admit 0 → goes, -`;

  it('a newer one, whatever it does', () => {
    for (const idState of ['Empty 7/1', 'Ongoing 7/1', 'PrepareCommit 7/1', 'CompleteCommit 7/5', 'Empty 9/0']) {
      golden(`${begun}
      batch INVALID_PRODUCER_EPOCH → describe, describing
      stands ${idState} at 5000 → PRODUCER_FENCED newer, -, failed`);
    }
  });

  it('time, when enough of it has passed', () => {
    golden(`${begun}
      commit → commit, ending
      refuse INVALID_TXN_STATE → settled, describe, describing
      stands CompleteAbort 7/1 at 1000 → PRODUCER_FENCED late, -, failed`);
    golden(`${begun}
      batch INVALID_PRODUCER_EPOCH → describe, describing
      stands PrepareAbort 7/1 at 999 → PRODUCER_FENCED newer, -, failed`);
  });

  it('and says when the outcome of its commit is not known', () => {
    golden(`${begun}
      commit → commit, ending
      refuse NETWORK_EXCEPTION → again, commit
      refuse PRODUCER_FENCED → settled, describe, describing
      refuse NOT_COORDINATOR → again, describe
      stands Empty 7/2 at 10 → PRODUCER_FENCED newer, outcome unknown, -, failed`);
    // The epoch that was raised by one, and an abort: it was the abort of this transaction.
    golden(`${begun}
      commit → commit, ending
      refuse NETWORK_EXCEPTION → again, commit
      refuse INVALID_TXN_STATE → settled, describe, describing
      stands CompleteAbort 7/1 at 1000 → PRODUCER_FENCED late, -, failed`);
    // Refused before it was done: it was not committed.
    golden(`${begun}
      commit → commit, ending
      refuse COORDINATOR_LOAD_IN_PROGRESS → again, commit
      refuse PRODUCER_FENCED → settled, describe, describing
      stands Empty 7/2 at 10 → PRODUCER_FENCED newer, -, failed`);
  });

  it('even when nobody answers that', () => {
    for (const last of ['give up', 'refuse TRANSACTIONAL_ID_NOT_FOUND', 'refuse UNKNOWN_SERVER_ERROR']) {
      const lines = play(`${begun}
      batch PRODUCER_FENCED
      ${last}`);
      expect(lines.at(-1)).toMatch(/-, failed$/);
    }
  });

  it('while the epoch is raised, too', () => {
    golden(`
      ready → init
      init 7/0 v1 → -
      begin → -, open
      admit 0 → waits, add 0
      added → -
      abort → abort, ending
      ended 7/0 → -, idle
      ready → init after 7/0
      refuse PRODUCER_FENCED → settled, describe, describing
      stands Empty 7/1 at 10 → PRODUCER_FENCED newer, -, failed`);
  });

  it('but not while it has no identity that could be taken', () => {
    golden(`
      ready → init
      refuse INVALID_TRANSACTION_TIMEOUT → settled, -
      ready → init
      give up → -
      ready → init`);
  });
});

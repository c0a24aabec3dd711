import type { AppendFailure, AppendResult, AppendTicket } from './append.js';
import type { Prepared } from './prepare-produced.js';

const WAITING_MAX = 10_000;

/**
 * Appends whose batches a codec has work on, and those that came after them: one after another, in the order in which
 * they came, so that the place in the log is settled when `add` returns, though its offsets are not known yet. One
 * batch is open at a time, because open it may be a thousand times its size.
 */
export class PreparationQueue {
  private tail: Promise<void> = Promise.resolve();
  private waiting = 0;

  private readonly fatal: (reason: unknown) => void;

  constructor(fatal: (reason: unknown) => void) {
    this.fatal = fatal;
  }

  /** True when nothing waits: the next append may go straight to the log. */
  get idle(): boolean {
    return this.waiting === 0;
  }

  get hasRoom(): boolean {
    return this.waiting < WAITING_MAX;
  }

  add(prepare: () => Promise<Prepared>, append: (bytes: Buffer) => AppendTicket): AppendTicket {
    this.waiting++;
    const ticket = this.tail.then(async (): Promise<AppendTicket> => {
      try {
        const prepared = await prepare();
        return prepared.kind === 'ok' ? append(prepared.bytes) : prepared;
      } catch (reason) {
        this.fatal(reason);
        return BROKEN;
      } finally {
        this.waiting--;
      }
    });
    this.tail = ticket.then(() => undefined);
    const acked = ticket.then((taken): Promise<AppendResult> | AppendResult =>
      taken.kind === 'enqueued' ? taken.acked : taken,
    );
    return { kind: 'enqueued', acked };
  }
}

const BROKEN: AppendFailure = {
  kind: 'failed',
  error: 'UNKNOWN_SERVER_ERROR',
  message: 'the broker failed while it prepared the batch',
};

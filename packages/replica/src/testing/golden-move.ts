import { assert, type LeaderEpoch, type Offset } from '@drave/base';
import { EpochHistory } from '@drave/log/testing';
import {
  ReplicaMoveCore,
  sharedHistory,
  type HistoryView,
  type MoveEffect,
  type MoveEvent,
  type MoveRead,
  type MoveView,
} from '../core/replica-move.js';

/**
 * Runs the rules of a replica's move on two logs that a script describes. `current 0 9 1@0 2@5`: start, end, leader
 * epochs. A script is a list of blocks: comments, one command, `----`, what came of it, a blank line.
 */
class GoldenMove {
  private readonly core = new ReplicaMoveCore(0);
  private current = logFrom(['0', '0']);
  private future = logFrom(['0', '0']);
  private sound = true;
  /** What the last read gave, for an append. */
  private nextOffset: Offset = 0;

  run(command: string): readonly string[] {
    const [verb = '', ...words] = command.split(' ');
    switch (verb) {
      case 'current':
        this.current = logFrom(words);
        return [];
      case 'future':
        this.sound = words[0] !== 'damaged';
        this.future = logFrom(words.filter((word) => word !== 'damaged'));
        return [];
      case 'look':
        return this.step({ kind: 'look', view: this.view() });
      case 'read':
        return this.step({ kind: 'read', read: this.readFrom(words), view: this.view() });
      case 'flushed':
      case 'held':
      case 'released':
        return this.step({ kind: verb });
      default:
        throw new Error(`no such command: ${command}`);
    }
  }

  private view(): MoveView {
    const { current, future } = this;
    return { current, future: { ...future, sound: this.sound }, sharedEndOffset: sharedHistory(current, future) };
  }

  /** `read 0 9 500`: first and next offset, bytes; or what came instead. */
  private readFrom([first = '', next = '', bytes = '']: readonly string[]): MoveRead {
    if (first === 'damaged' || first === 'outOfRange') return { kind: first };
    this.nextOffset = Number(next);
    const { endOffset } = this.current;
    return { kind: 'data', startOffset: Number(first), nextOffset: Number(next), byteLength: Number(bytes), endOffset };
  }

  private step(event: MoveEvent): readonly string[] {
    return this.core.step(event).map((effect) => this.carryOut(effect));
  }

  /** On the described future log, so that scripts go on from there. */
  private carryOut(effect: MoveEffect): string {
    const { startOffset, endOffset } = this.future;
    switch (effect.kind) {
      case 'restart':
        this.sound = true;
        this.future = logFrom([String(effect.atOffset), String(effect.atOffset)]);
        return `restart at ${effect.atOffset}`;
      case 'cut':
        this.future = part(this.future, startOffset, effect.toOffset);
        return `cut to ${effect.toOffset}`;
      case 'raiseStart':
        this.future = part(this.future, effect.toOffset, endOffset);
        return `raise start to ${effect.toOffset}`;
      case 'append':
        this.future = part(this.current, startOffset, this.nextOffset);
        return `append up to ${this.nextOffset}`;
      case 'read':
        return `read from ${effect.fromOffset}`;
      default:
        return effect.kind;
    }
  }
}

interface DescribedLog extends HistoryView {
  readonly epochs: EpochHistory;
}

function logFrom([start = '', end = '', ...epochs]: readonly string[]): DescribedLog {
  const entries = epochs.map((word) => {
    const [epoch, startOffset] = word.split('@').map(Number);
    assert(epoch !== undefined && startOffset !== undefined, `an epoch is written 'epoch@start', not ${word}`);
    return { epoch, startOffset };
  });
  return describe(Number(start), Number(end), entries);
}

function part({ epochs }: DescribedLog, startOffset: Offset, endOffset: Offset): DescribedLog {
  const history = describe(startOffset, endOffset, epochs.entries);
  history.epochs.truncateFromEnd(endOffset);
  history.epochs.truncateFromStart(startOffset);
  return history;
}

function describe(
  startOffset: Offset,
  endOffset: Offset,
  entries: readonly { readonly epoch: LeaderEpoch; readonly startOffset: Offset }[],
): DescribedLog {
  return { startOffset, endOffset, epochs: new EpochHistory(() => endOffset, entries) };
}

/** Runs every command of a script and writes the whole of it anew, with what came of it. */
export function replayMove(text: string): string {
  const move = new GoldenMove();
  const lines: string[] = [];
  let inOutput = false;
  for (const line of text.split('\n')) {
    if (inOutput) inOutput = line !== '';
    else if (line === '----') inOutput = true;
    else if (line.startsWith('#')) lines.push(line);
    else if (line !== '') lines.push(line, '----', ...move.run(line), '');
  }
  return lines.join('\n');
}

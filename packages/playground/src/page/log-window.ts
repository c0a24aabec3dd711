import { epochAt, type LogFrame } from '../run/frame.js';

interface LogCell {
  readonly offset: number;
  /** -1 where the log has nothing. */
  readonly epoch: number;
  readonly isCommitted: boolean;
}

/** The end of several logs over the same offsets, so that their cells stand below each other. */
export function windowOf(
  logs: readonly LogFrame[],
  cells: number,
): { readonly fromOffset: number; readonly toOffset: number } {
  const endOffset = Math.max(cells, ...logs.map((log) => log.endOffset));
  return { fromOffset: endOffset - cells, toOffset: endOffset };
}

export function cellsOf(log: LogFrame, fromOffset: number, toOffset: number): LogCell[] {
  return Array.from({ length: toOffset - fromOffset }, (_, index) => {
    const offset = fromOffset + index;
    return { offset, epoch: epochAt(log, offset), isCommitted: offset < log.highWatermark };
  });
}

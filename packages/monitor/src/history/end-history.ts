import type { Millis, Offset } from '@drave/base';
import type { EndPoint } from '../evaluator/time-lag.js';

/**
 * Points with their times, for lag in time: at the default distance of samples they reach back ten minutes and more.
 */
const POINTS_MAX = 60;

/** Log ends of one partition, as they were sampled. */
export class EndHistory {
  private readonly lastEnds: Offset[] = [];
  private readonly timed: EndPoint[] = [];

  /** The ends of the last samples, oldest first; as many as a window has commits. */
  get ends(): readonly Offset[] {
    return this.lastEnds;
  }

  /** Ends with their times, oldest first. Of a time without new records only both sides are kept. */
  get points(): readonly EndPoint[] {
    return this.timed;
  }

  get newest(): Offset | undefined {
    return this.lastEnds.at(-1);
  }

  /** The end at the last sample before this time; undefined when there was none. */
  at(timeMs: Millis): Offset | undefined {
    return this.timed.findLast(({ atMs }) => atMs <= timeMs)?.end;
  }

  add(point: EndPoint, windowSize: number): void {
    this.lastEnds.push(point.end);
    if (this.lastEnds.length > windowSize) this.lastEnds.shift();
    const { timed } = this;
    const last = timed.at(-1);
    // The log was truncated, or its topic made anew: what was before says nothing about records of now.
    if (last !== undefined && point.end < last.end) timed.length = 0;
    if (last !== undefined && point.atMs <= last.atMs) return;
    if (timed.length >= 2 && timed.at(-1)?.end === point.end && timed.at(-2)?.end === point.end) timed.pop();
    timed.push(point);
    if (timed.length > POINTS_MAX) timed.shift();
  }
}

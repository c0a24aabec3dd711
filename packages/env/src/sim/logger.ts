import type { LogFields, Logger } from '../logger.js';
import type { SimLife } from './host.js';
import type { LogLevel } from './log-line.js';

const LINES_MAX = 1_000;

/** Keeps the last lines of a host, for the report of a failed run. They are no part of the trace hash. */
export class SimLogger implements Logger {
  private readonly life: SimLife;
  private readonly bound: LogFields;

  constructor(life: SimLife, bound: LogFields = {}) {
    this.life = life;
    this.bound = bound;
  }

  debug(fields: LogFields, message: string): void {
    this.add('debug', fields, message);
  }

  info(fields: LogFields, message: string): void {
    this.add('info', fields, message);
  }

  warn(fields: LogFields, message: string): void {
    this.add('warn', fields, message);
  }

  error(fields: LogFields, message: string): void {
    this.add('error', fields, message);
  }

  child(fields: LogFields): Logger {
    return new SimLogger(this.life, { ...this.bound, ...fields });
  }

  private add(level: LogLevel, fields: LogFields, message: string): void {
    const { host, incarnation } = this.life;
    const lines = host.logLines;
    if (lines.length >= LINES_MAX) lines.splice(0, LINES_MAX / 2);
    lines.push({ nowMs: host.world.nowMs(), incarnation, level, fields: { ...this.bound, ...fields }, message });
  }
}

import type { LogFields } from '../logger.js';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogLine {
  readonly nowMs: number;
  readonly incarnation: number;
  readonly level: LogLevel;
  readonly fields: LogFields;
  readonly message: string;
}

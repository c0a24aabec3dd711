import type { LogLevel } from '../watch/log-gate.js';
import type { Monitor } from '../watch/monitor.js';
import type { RouteAnswer } from './route-answer.js';

export const LOG_LEVEL_PATH = '/v3/admin/loglevel';

/** Names by which a level may be set; each case of their letters counts. */
const levels: Readonly<Record<string, LogLevel>> = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  warning: 'warn',
  warn: 'warn',
  error: 'error',
  fatal: 'fatal',
};

/** What of the log is written: `{"level":"debug"}` changes it. */
export function logLevelAnswer(monitor: Monitor, method: string, body: string): RouteAnswer | undefined {
  const { logGate } = monitor;
  if (method === 'GET') return { status: 200, message: 'log level returned', content: { level: logGate.level } };
  if (method !== 'POST') return undefined;
  const wanted = levelIn(body);
  if (wanted === undefined) return { status: 400, message: 'could not decode message body' };
  const level = Object.hasOwn(levels, wanted) ? levels[wanted] : undefined;
  if (level === undefined) return { status: 404, message: 'unknown log level' };
  logGate.level = level;
  return { status: 200, message: 'set log level' };
}

/** In lower case; empty where the message names none. Undefined where it cannot be read. */
function levelIn(body: string): string | undefined {
  let message: unknown;
  try {
    message = JSON.parse(body);
  } catch (reason) {
    if (reason instanceof SyntaxError) return undefined;
    throw reason;
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return undefined;
  const level: unknown = 'level' in message ? message.level : '';
  return typeof level === 'string' ? level.toLowerCase() : undefined;
}

import type { LogFields, Logger } from '@drave/env';
import { expect, test } from 'vitest';
import { LogGate } from './log-gate.js';

/** Keeps what it is given, as `level:message`. */
function recorder(lines: string[]): Logger {
  const keep = (level: string) => (_fields: LogFields, message: string) => void lines.push(`${level}:${message}`);
  const [debug, info, warn, error] = ['debug', 'info', 'warn', 'error'].map(keep);
  if (debug === undefined || info === undefined || warn === undefined || error === undefined) throw new Error('levels');
  return { debug, info, warn, error, child: () => recorder(lines) };
}

test('what is below the level is not logged, from the next line on, also by loggers that were made before', () => {
  const lines: string[] = [];
  const gate = new LogGate();
  const logger = gate.around(recorder(lines));
  const child = logger.child({ cluster: 'shop' });
  for (const level of ['debug', 'info', 'warn', 'error', 'fatal'] as const) {
    gate.level = level;
    for (const one of [logger, child])
      for (const name of ['debug', 'info', 'warn', 'error'] as const) one[name]({}, level);
  }
  const twice = (names: readonly string[], level: string): string[] =>
    [...names, ...names].map((name) => `${name}:${level}`);
  expect(lines).toEqual([
    ...twice(['debug', 'info', 'warn', 'error'], 'debug'),
    ...twice(['info', 'warn', 'error'], 'info'),
    ...twice(['warn', 'error'], 'warn'),
    ...twice(['error'], 'error'),
  ]);
});

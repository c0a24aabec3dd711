import type { FaultRunner } from './fault-runner.js';

/** A run that broke a promise. */
export class ClusterSeedFailure extends Error {
  /** Numbers of the faults that had struck by then. */
  readonly struck: readonly number[];

  constructor(message: string, struck: readonly number[], cause: unknown) {
    super(message, { cause });
    this.struck = struck;
  }
}

const LAST_EVENTS = 80;
const LAST_LOG_LINES = 6;
const LOG_LINE_MAX = 400;

export function describeFailure(kind: string, seed: number, faults: FaultRunner, reason: unknown): ClusterSeedFailure {
  const error = reason instanceof Error ? reason : new Error(String(reason));
  const { cluster, ledger, struck } = faults;
  const text = [
    `${kind} seed ${seed}: ${error.message}`,
    `conditions: ${JSON.stringify(cluster.conditions)}`,
    `faults:`,
    ...ledger.map((line) => `  ${line}`),
    `last log lines of each node:`,
    ...cluster.nodes.flatMap(({ name, host }) => {
      return host.logLines
        .slice(-LAST_LOG_LINES)
        .map((line) => `  ${name} ${JSON.stringify(line).slice(0, LOG_LINE_MAX)}`);
    }),
    `last events:`,
    ...cluster.world.lastEvents(LAST_EVENTS).map((line) => `  ${line}`),
    error.stack ?? '',
  ];
  return new ClusterSeedFailure(text.join('\n'), [...struck], error);
}

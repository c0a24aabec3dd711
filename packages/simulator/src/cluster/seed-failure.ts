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

const lastEvents = 80;
const lastLogLines = 6;
const logLineMax = 400;

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
      return host.logLines.slice(-lastLogLines).map((line) => `  ${name} ${JSON.stringify(line).slice(0, logLineMax)}`);
    }),
    `last events:`,
    ...cluster.world.lastEvents(lastEvents).map((line) => `  ${line}`),
    error.stack ?? '',
  ];
  return new ClusterSeedFailure(text.join('\n'), [...struck], error);
}

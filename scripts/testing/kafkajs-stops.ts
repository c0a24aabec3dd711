import { createRequire } from 'node:module';

/**
 * kafkajs 2.2.4: a consumer that is stopped while it makes its fetchers anew (the brokers that lead its partitions have
 * changed) starts the new ones after the stop; each asks for batches in a loop of microtasks which never ends and lets
 * no timer run. Here a fetcher that asks a stopped consumer is stopped.
 */
interface Runner {
  readonly running: boolean;
  readonly fetchManager: { stop(): Promise<void> };
  fetch(nodeId: number): Promise<readonly unknown[]>;
}

/** Mends the kafkajs that `from`, a file, imports. */
export function letConsumersStop(from: string): void {
  const { prototype } = createRequire(from)('kafkajs/src/consumer/runner') as { readonly prototype: Runner };
  const fetch = prototype.fetch;
  prototype.fetch = function (this: Runner, nodeId) {
    if (this.running) return fetch.call(this, nodeId);
    void this.fetchManager.stop();
    return Promise.resolve([]);
  };
}

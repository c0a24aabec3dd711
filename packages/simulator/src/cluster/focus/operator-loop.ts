import { DraveError, type ErrorCode } from '@drave/base';
import type { SimHost } from '@drave/env/sim';
import type { SimCluster } from '../sim-cluster.js';

interface OperatorLoopOptions {
  readonly host: SimHost;
  readonly pauseMsMax: number;
  /** The operator goes on, whatever one of these says. */
  readonly passing: ReadonlySet<ErrorCode>;
}

/** What an operator does to the cluster again and again, from a host of its own, until it is stopped. */
export class OperatorLoop {
  private readonly cluster: SimCluster;
  private readonly options: OperatorLoopOptions;
  private ended = false;
  private acceptedCount = 0;

  constructor(cluster: SimCluster, options: OperatorLoopOptions) {
    this.cluster = cluster;
    this.options = options;
  }

  get stopped(): boolean {
    return this.ended;
  }

  /** How much of what was attempted has succeeded. */
  get accepted(): number {
    return this.acceptedCount;
  }

  /** `turn` is taken once after each pause; what it throws is a fault of the cluster. */
  start(turn: () => Promise<void>): void {
    this.run(turn).catch((reason: unknown) => {
      this.cluster.broken ??= reason;
    });
  }

  stop(): void {
    this.ended = true;
  }

  /** Asks for something, and notes what came of it. Throws what no operator would go on after. */
  async attempt(what: string, ask: () => Promise<void>): Promise<void> {
    const { world } = this.cluster;
    const { host, passing } = this.options;
    try {
      await ask();
      this.acceptedCount += 1;
      world.trace('operator', host.name, what);
    } catch (reason) {
      const { code, message, retriable } = DraveError.from(reason);
      world.trace('operator', host.name, `${what}: ${code} ${message}`);
      if (!(reason instanceof DraveError) || !(retriable || passing.has(code))) throw reason;
    }
  }

  private async run(turn: () => Promise<void>): Promise<void> {
    const { host, pauseMsMax } = this.options;
    while (!this.ended) {
      await host.env.timers.sleep(host.random.integer(pauseMsMax));
      await turn();
    }
  }
}

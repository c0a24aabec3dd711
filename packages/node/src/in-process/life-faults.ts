import { deferred, DraveError, type Deferred } from '@drave/base';
import type { Env } from '@drave/env';
import { createFaultyEnv, type FaultControl } from '@drave/env/faulty';
import { pass } from '@drave/env/in-process';
import type { SimHost, SimLife } from '@drave/env/sim';
import { SwitchedFaults, type NamedFault } from '../switched-faults.js';

/** What a node is told of its faults by whoever runs it, who hears from it when they strike. */
export interface FaultOrders {
  /** All that are to be in force at this moment. */
  readonly now: () => readonly NamedFault[];
  /** A fault of an API or of a gRPC method has struck, so many times in this run. */
  readonly onStruck: (name: string, times: number) => void;
}

/** The faults of one life of a node in this process. */
export class LifeFaults {
  /** The node's world with what the faults do to it. */
  readonly env: Env;
  readonly control: FaultControl;
  private readonly life: SimLife;
  private readonly orders: FaultOrders;
  private readonly switched: Deferred<SwitchedFaults> = deferred();

  constructor({ env: inner, life }: SimHost, orders: FaultOrders) {
    const { env, faults } = createFaultyEnv(inner);
    // The network between nodes is the supervisor's to break.
    this.env = { ...env, network: inner.network };
    this.control = faults;
    this.life = life;
    this.orders = orders;
  }

  /**
   * Brings what is ordered by now into force, before anything is opened that may have to fail. `served`: the names of
   * the APIs that the node serves to Kafka clients; undefined on a node that serves none.
   */
  begin(served: readonly string[] | undefined): void {
    const { control, orders } = this;
    const switched = new SwitchedFaults({ control, served, onStruck: orders.onStruck });
    try {
      switched.replace(orders.now());
    } catch (reason) {
      // As a process does that was ordered what it cannot have: it goes on without any.
      const { code, message } = DraveError.from(reason);
      this.env.logger.warn({ code }, `none of the faults that were ordered is in force: ${message}`);
    }
    this.switched.resolve(switched);
  }

  /**
   * Resolves when exactly what is ordered is in force: a node that stands still hears of it when it goes on, a dead one
   * never. @throws DraveError INVALID_REQUEST; then nothing has changed.
   */
  async apply(): Promise<void> {
    const switched = await this.switched.promise;
    await pass(this.life, async () => {});
    switched.replace(this.orders.now());
  }
}

import { DraveError, type BrokerEpoch, type Millis, type NodeId } from '@drave/base';
import type { Logger, Timers } from '@drave/env';
import type { ReplicaDirectory } from '@drave/metadata/controller';
import type { ReplicaControllerPort } from './ports.js';

interface DirectoryReportsOptions {
  readonly localId: NodeId;
  readonly brokerEpoch: () => BrokerEpoch;
  readonly port: ReplicaControllerPort;
  readonly retryMs: Millis;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly fatal: (reason: unknown) => void;
}

const REPLICAS_MAX = 5_000;

/** Tells the controller in which directory new replicas lie (KIP-858), many at a time, until it has heard. */
export class DirectoryReports {
  private readonly waiting = new Map<string, ReplicaDirectory>();
  private readonly abort = new AbortController();
  private running: Promise<void> | undefined;

  private readonly options: DirectoryReportsOptions;

  constructor(options: DirectoryReportsOptions) {
    this.options = options;
  }

  add(replica: ReplicaDirectory): void {
    if (this.abort.signal.aborted) return;
    this.waiting.set(`${replica.topicId}:${replica.partition}`, replica);
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.abort.abort();
    this.waiting.clear();
    await this.running;
  }

  private async run(): Promise<void> {
    const { options } = this;
    await Promise.resolve();
    try {
      while (this.waiting.size > 0 && !this.abort.signal.aborted) {
        const batch = [...this.waiting].slice(0, REPLICAS_MAX);
        try {
          await options.port.assignDirectories({
            brokerId: options.localId,
            brokerEpoch: options.brokerEpoch(),
            replicas: batch.map(([, replica]) => replica),
          });
          // Refused one by one: the partition is gone or has moved, and there is nothing left to report.
          for (const [key, replica] of batch) if (this.waiting.get(key) === replica) this.waiting.delete(key);
        } catch (reason) {
          if (!(reason instanceof DraveError)) throw reason;
          options.logger.debug({ code: reason.code }, `directories were not reported: ${reason.message}`);
          await this.pause();
        }
      }
    } catch (reason) {
      options.fatal(reason);
    } finally {
      this.running = undefined;
    }
  }

  private async pause(): Promise<void> {
    try {
      await this.options.timers.sleep(this.options.retryMs, this.abort.signal);
    } catch (reason) {
      if (!this.abort.signal.aborted) throw reason;
    }
  }
}

import { DrainLoop, DraveError } from '@drave/base';
import { dataService } from '@drave/rpc';
import type { Backoff } from '../backoff.js';
import type { BrokerChannels } from '../cluster/broker-channels.js';
import type { ClusterMetadata } from '../cluster/cluster-metadata.js';
import type { ClientEnv } from '../options.js';
import type { IdentitySource } from './producer-identity.js';

interface IdentityFetcherPorts {
  readonly env: ClientEnv;
  readonly channels: BrokerChannels;
  readonly metadata: ClusterMetadata;
  readonly backoff: Backoff;
  readonly requestTimeoutMs: number;
  assigned(): void;
  /** The cluster has refused with an error that no retry can change. */
  refused(error: DraveError): void;
}

/** Fetches a producer id from any broker, and retries until one answers. */
export class IdentityFetcher {
  private readonly ports: IdentityFetcherPorts;
  private readonly source: IdentitySource;
  private readonly loop: DrainLoop;
  private readonly closing = new AbortController();
  private failures = 0;

  constructor(ports: IdentityFetcherPorts, source: IdentitySource) {
    this.ports = ports;
    this.source = source;
    this.loop = new DrainLoop(
      () => this.turn(),
      (reason) => ports.refused(DraveError.from(reason)),
    );
  }

  want(): void {
    if (this.source.current === undefined) this.loop.wake();
  }

  async close(): Promise<void> {
    this.closing.abort(new DraveError('CANCELLED', 'the producer was closed'));
    await this.loop.stop();
  }

  private async turn(): Promise<void> {
    if (this.source.current !== undefined) return;
    const { channels, metadata, requestTimeoutMs } = this.ports;
    const request = { transactionalId: '', transactionTimeoutMs: 0, producerId: undefined, producerEpoch: undefined };
    try {
      const response = await metadata.callAny((endpoint) =>
        channels.get(endpoint, 'control').unary(dataService.methods.initProducerId, request, {
          deadlineMs: Math.min(requestTimeoutMs, ATTEMPT_MS_MAX),
          signal: this.closing.signal,
        }),
      );
      this.failures = 0;
      this.source.assigned({ producerId: response.producerId, epoch: response.producerEpoch });
      this.ports.assigned();
    } catch (reason) {
      await this.failed(DraveError.from(reason));
    }
  }

  private async failed(error: DraveError): Promise<void> {
    if (this.closing.signal.aborted) return;
    if (!error.retriable && error.code !== 'UNKNOWN_SERVER_ERROR') {
      this.ports.refused(error);
      return;
    }
    this.ports.env.logger.debug({ code: error.code }, 'no producer id yet');
    try {
      await this.ports.env.timers.sleep(this.ports.backoff.delayMs(this.failures++), this.closing.signal);
    } catch (reason) {
      if (!this.closing.signal.aborted) throw reason;
      return;
    }
    this.loop.wake();
  }
}

/** A broker that hangs must not hold up the start for a whole request timeout. */
const ATTEMPT_MS_MAX = 5000;

import { isDraveError, type ErrorCode } from '@drave/base';
import type { Logger } from '@drave/env';
import type { RaftPeer } from '../types.js';

const refusals: ReadonlySet<ErrorCode> = new Set(['UNAUTHENTICATED', 'CLUSTER_AUTHORIZATION_FAILED']);

/**
 * Tells the operator of a node that its peers do not take it for one of theirs, which no retry mends: once for each
 * peer and reason until that peer answers, however often it is asked.
 */
export class Refusals {
  private readonly logger: Pick<Logger, 'error'>;
  /** By the peer's address: what was told of it last. */
  private readonly told = new Map<string, string>();

  constructor(logger: Pick<Logger, 'error'>) {
    this.logger = logger;
  }

  onFailure({ endpoint }: RaftPeer, reason: unknown): void {
    if (!isDraveError(reason) || !refusals.has(reason.code)) return;
    const peer = `${endpoint.host}:${endpoint.port}`;
    if (this.told.get(peer) === reason.message) return;
    this.told.set(peer, reason.message);
    this.logger.error({ code: reason.code, peer }, `the controller at ${peer} refuses this node: ${reason.message}`);
  }

  onAnswer({ endpoint }: RaftPeer): void {
    if (this.told.size > 0) this.told.delete(`${endpoint.host}:${endpoint.port}`);
  }
}

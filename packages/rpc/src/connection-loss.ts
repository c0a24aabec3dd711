import { DraveError } from '@drave/base';
import type { ConnectionLoss } from './transport.js';

const KEY = 'connection_loss';
const LOSSES: readonly string[] = ['refused', 'reset', 'ended', 'timeout'] satisfies readonly ConnectionLoss[];

/**
 * How the connection under a call was lost, as this end saw it; undefined for every error that a peer answered.
 *
 * `refused`, `reset` and `ended` are evidence that the peer's process is gone or going; `timeout` proves nothing.
 */
export function connectionLoss(error: unknown): ConnectionLoss | undefined {
  if (!(error instanceof DraveError)) return undefined;
  const loss = error.details.metadata?.[KEY];
  return loss !== undefined && LOSSES.includes(loss) ? (loss as ConnectionLoss) : undefined;
}

/** For adapters: the error of a call whose connection was lost. */
export function connectionLostError(loss: ConnectionLoss, message: string, cause?: unknown): DraveError {
  return new DraveError('NETWORK_EXCEPTION', message, { metadata: { [KEY]: loss }, cause });
}

/** What a peer says never counts as evidence of our own connections. */
export function withoutConnectionLoss(metadata: Readonly<Record<string, string>>): Record<string, string> {
  const { [KEY]: _dropped, ...rest } = metadata;
  return rest;
}

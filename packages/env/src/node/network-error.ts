import { DraveError } from '@drave/base';
import { errnoOf } from './disk-error.js';

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ECONNABORTED: 'reset',
  ETIMEDOUT: 'timeout',
};

/**
 * NETWORK_EXCEPTION with how it looked from here in `metadata.reason`: refused, reset, timeout, destroyed, or the
 * system's code.
 */
export function networkError(reason: Error, what: string): DraveError {
  const errno = errnoOf(reason);
  return new DraveError('NETWORK_EXCEPTION', `${what}: ${reason.message}`, {
    metadata: { reason: REASONS[errno] ?? errno, errno },
    cause: reason,
  });
}

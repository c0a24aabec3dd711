import { DraveError, type Endpoint, type Millis } from '@drave/base';
import { connectionLoss } from '@drave/rpc';
import { endpointText } from './broker-channels.js';

/**
 * What is known of the connections to the cluster: whether any node has ever answered, and how each address failed
 * last.
 */
export class Reachability {
  private reached = false;
  private readonly failures = new Map<string, string>();

  /** True once any node has answered anything, a refusal included. */
  get hasAnswered(): boolean {
    return this.reached;
  }

  succeeded(endpoint: Endpoint): void {
    this.reached = true;
    this.failures.delete(endpointText(endpoint));
  }

  failed(endpoint: Endpoint, error: DraveError): void {
    const address = endpointText(endpoint);
    const reason = reasonOf(error);
    if (reason === undefined) this.succeeded(endpoint);
    else this.failures.set(address, `${address} ${reason}`);
  }

  /** The failing addresses with their reasons, `127.0.0.1:1 refuses connections (ECONNREFUSED), ...`. */
  describe(): string {
    return [...this.failures.values()].slice(0, ADDRESSES_SHOWN_MAX).join(', ');
  }

  /** The error for a caller whose timeout has passed. `last` is the error of its latest attempt. */
  timedOut(timeoutMs: Millis, last: DraveError): DraveError {
    const details = { ...last.details, cause: last };
    const limit = `${Math.round(timeoutMs / 100) / 10} s`;
    if (reasonOf(last) === undefined)
      return new DraveError(last.code, `gave up after ${limit}: ${last.message}`, details);
    return new DraveError('REQUEST_TIMED_OUT', `no broker has answered within ${limit}: ${this.describe()}`, details);
  }
}

/** How many addresses an error message names; a list of bootstrap addresses may be long. */
const ADDRESSES_SHOWN_MAX = 3;

/** Why an address could not be used, in words; undefined when the node itself has answered with the error. */
function reasonOf(error: DraveError): string | undefined {
  switch (connectionLoss(error)) {
    case 'refused':
      return 'refuses connections (ECONNREFUSED)';
    case 'reset':
    case 'ended':
      return 'closes the connection before it answers';
    case 'timeout':
      return `cannot be connected to (${error.message})`;
    case undefined:
      return error.row.grpc === 'DEADLINE_EXCEEDED' && error.details.metadata?.['grpc_status'] !== undefined
        ? 'does not answer'
        : undefined;
  }
}

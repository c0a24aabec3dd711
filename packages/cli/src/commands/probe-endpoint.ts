import { DraveError, type Endpoint, isError } from '@drave/base';
import type { Connection, Network, Timers } from '@drave/env';

/** What listens at an address that did not answer a client. */
interface EndpointFinding {
  readonly kind: 'refused' | 'kafka' | 'silent';
  /** The finding in words, beginning with the address. */
  readonly text: string;
}

const PROBE_TIMEOUT_MS = 2_000;
const CORRELATION_ID = 0x64726176;

/**
 * A request of ApiVersions (API key 18), version 0, which every Kafka listener answers without authentication: length,
 * API key, version, correlation id, and a client id that is null.
 */
const apiVersionsRequest = Uint8Array.of(0, 0, 0, 10, 0, 18, 0, 0, 0x64, 0x72, 0x61, 0x76, 0xff, 0xff);

/**
 * Connects once and sends a Kafka request, to distinguish a Kafka listener, a silent listener, and an address where
 * nothing listens.
 */
export async function probeEndpoint(
  network: Network,
  timers: Pick<Timers, 'set' | 'clear'>,
  endpoint: Endpoint,
): Promise<EndpointFinding> {
  const address = `${endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host}:${endpoint.port}`;
  let connection: Connection;
  try {
    connection = await network.connect(endpoint, { timeoutMs: PROBE_TIMEOUT_MS });
  } catch (reason) {
    const { cause, message } = DraveError.from(reason);
    const code = isError(cause) && 'code' in cause ? String(cause.code) : undefined;
    const how = code === 'ECONNREFUSED' ? 'refuses connections' : 'cannot be reached';
    return { kind: 'refused', text: `${address} ${how} (${code ?? message})` };
  }
  const timer = timers.set(PROBE_TIMEOUT_MS, () => connection.destroy());
  try {
    await connection.write([apiVersionsRequest]);
    const answer = await firstBytes(connection, 8);
    if (answer?.readInt32BE(4) === CORRELATION_ID) return { kind: 'kafka', text: `${address} is a Kafka listener` };
  } catch (reason) {
    // A listener of another protocol closes the connection or does not answer: it is reported as silent.
    if (!(reason instanceof DraveError)) throw reason;
  } finally {
    timers.clear(timer);
    connection.destroy();
  }
  return { kind: 'silent', text: `${address} accepts connections but does not answer` };
}

async function firstBytes(connection: Connection, count: number): Promise<Buffer | undefined> {
  let held = Buffer.alloc(0);
  while (held.length < count) {
    const chunk = await connection.read();
    if (chunk === undefined) return undefined;
    held = Buffer.concat([held, chunk]);
  }
  return held;
}

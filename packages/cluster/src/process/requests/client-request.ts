import { errorCodeFromKafka, type Bytes, type Endpoint, type ErrorCode, type Millis } from '@drave/base';
import type { localV1 } from '@drave/rpc';

/** A request that a Kafka client has sent to a broker, and what became of it. */
export interface ClientRequest {
  /** The name of the broker: b1. */
  readonly broker: string;
  /** When it arrived, by the broker's wall clock. */
  readonly wallMs: Millis;
  /** Kafka's name, `Produce`; empty for a key that the broker does not know. */
  readonly api: string;
  readonly apiKey: number;
  readonly version: number;
  /** Undefined for a client that names itself in no way. */
  readonly clientId: string | undefined;
  readonly client: Endpoint;
  /** Numbers the connections of one run of the broker. */
  readonly connection: number;
  readonly correlationId: number;
  /** Of the request, without the length in front. */
  readonly bytes: Bytes;
  /** What the request names, as far as its API names topics: at most a hundred, with at most a hundred partitions. */
  readonly topics: readonly { readonly name: string; readonly partitions: readonly number[] }[];
  /** `unanswered` is a Produce with acks=0; `closed`: the connection ended instead, from either side. */
  readonly outcome: 'answered' | 'unanswered' | 'closed';
  /** The first error that stands in the answer; undefined without any. */
  readonly error: ErrorCode | undefined;
  /** Kafka's number of it; 0 for none. */
  readonly errorCode: number;
  /** From its arrival until its answer was ready. */
  readonly tookMs: Millis;
}

const outcomes = { ANSWERED: 'answered', UNANSWERED: 'unanswered', CLOSED: 'closed', UNSPECIFIED: 'closed' } as const;
const US_PER_MS = 1_000;

export function clientRequestOf(broker: string, told: localV1.ClientRequest): ClientRequest {
  const { errorCode } = told;
  return {
    broker,
    wallMs: told.receivedWallMs,
    api: told.api,
    apiKey: told.apiKey,
    version: told.apiVersion,
    clientId: told.clientId,
    client: { host: told.clientHost, port: told.clientPort },
    connection: told.connectionId,
    correlationId: told.correlationId,
    bytes: told.frameBytes,
    topics: told.topics,
    outcome: outcomes[told.outcome],
    error: errorCode === 0 ? undefined : errorCodeFromKafka(errorCode),
    errorCode,
    tookMs: told.tookUs / US_PER_MS,
  };
}

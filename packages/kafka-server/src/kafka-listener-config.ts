import type { Endpoint } from '@drave/base';
import type { TlsServerOptions } from '@drave/env';

/** One Kafka listener of a broker. */
export interface KafkaListenerConfig {
  /** Kafka's listener name, such as PLAINTEXT; clients are told the addresses of the listener they came by. */
  readonly name: string;
  /** Where it binds; port 0 for any free one. */
  readonly endpoint: Endpoint;
  /** What clients are told; undefined for what was bound. */
  readonly advertised: Endpoint | undefined;
  readonly tls: TlsServerOptions | undefined;
}

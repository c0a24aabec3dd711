import type { Endpoint } from '@drave/base';
import type { TlsServerOptions } from '@drave/env';
import type { SaslListener } from './sasl/sasl-listener.js';

/** One Kafka listener of a broker. */
export interface KafkaListenerConfig {
  /** Kafka's listener name, such as PLAINTEXT; clients are told the addresses of the listener they came by. */
  readonly name: string;
  /** Where it binds; port 0 for any free one. */
  readonly endpoint: Endpoint;
  /** What clients are told; undefined for what was bound. */
  readonly advertised: Endpoint | undefined;
  readonly tls: TlsServerOptions | undefined;
  /** Undefined where clients are who their certificates say, or nobody. */
  readonly sasl: SaslListener | undefined;
}

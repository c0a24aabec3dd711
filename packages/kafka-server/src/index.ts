export type { KafkaListenerConfig } from './kafka-listener-config.js';
export { limitedRows } from './handlers/limited-rows.js';
export { servedApis } from './handlers/table.js';
export { KafkaServer } from './kafka-server.js';
export { saslListenerOf, type SaslSources } from './sasl/make-listener.js';
export { parseTokenKeys } from './sasl/json-web-keys.js';
export { serveKafka } from './serve-kafka.js';
export { RequestWatches } from './requests/request-watches.js';

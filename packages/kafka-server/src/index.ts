export { AnswerMemory } from './connection/answer-memory.js';
export type { Answer, ConnectionFacts, ReceivedRequest, RequestRunner } from './connection/request-runner.js';
export type { KafkaDomain } from './kafka-domain.js';
export type { KafkaListenerConfig } from './kafka-listener-config.js';
export { KafkaServer, type KafkaServerOptions, type KafkaServerSettings } from './kafka-server.js';
export { serveKafka, type ServeKafkaOptions } from './serve-kafka.js';

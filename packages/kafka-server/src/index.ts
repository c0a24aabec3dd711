export type * from './kafka-listener-config.js';

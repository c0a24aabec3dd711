export { openBroker } from './broker-role.js';
export { openKafka } from './kafka-role.js';

export { openBroker } from './broker-role.js';
export { limitedRows, servedApis } from '@drave/kafka-server';
export { openKafka } from './kafka-role.js';
export { createClientRequests } from './client-request-service.js';

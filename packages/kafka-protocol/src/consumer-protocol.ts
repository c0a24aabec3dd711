/** What the members of classic consumer groups tell each other, for those who need no API of Kafka's. */
export { consumerProtocolAssignment, consumerProtocolSubscription } from './generated/consumer-protocol.js';
export { decodeBase } from './versioned.js';
export type { Codec } from './wire/codec.js';

export * from './client.js';
export type { BrokerView, PartitionView, TopicView } from './cluster/cluster-view.js';
export * from './options.js';
export { DefaultPartitioner, type Partitioner, type PartitionerInput } from './producer/partitioner.js';
export type { RawProducer } from './producer/producer.js';
export * from './producer/typed-producer.js';
export * from './serializers.js';

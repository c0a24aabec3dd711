export { coordinatorPartitionOf } from './coordinator-partition.js';

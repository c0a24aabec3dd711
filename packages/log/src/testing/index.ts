export * from './fixture.js';
export * from './memory-env.js';
export { EpochHistory } from '../leader-epochs.js';

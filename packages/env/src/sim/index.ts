export { trapRealWorld } from './driver-trap.js';
export { type DiskFaults } from './disk-state.js';
export {
  type Cancellable,
  type CrashOptions,
  type HostWorld,
  lifeOf,
  SimHost,
  type SimHostOptions,
  SimLife,
  type SimListener,
  type SimOwner,
  SimPipe,
  type SimPipeHandlers,
} from './host.js';
export { DATAGRAM, type HostReference, type LinkFaults, SimLinks } from './links.js';
export { type LogLevel, type LogLine } from './log-line.js';
export { chance, exponential, SeededRandom } from '../seeded-random.js';
export { type StoreFaults } from './store-state.js';
export { SimWorld, type SimWorldOptions } from './world.js';

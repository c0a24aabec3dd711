export { type DiskFaults } from './disk-state.js';
export { type CrashOptions, lifeOf, SimHost, type SimHostOptions, SimLife, type SimOwner } from './host.js';
export { DATAGRAM, type HostReference, type LinkFaults, SimLinks } from './links.js';
export { type LogLevel, type LogLine } from './logger.js';
export { SimPipe, type SimPipeHandlers } from './pipe.js';
export { type SimListener } from './ports.js';
export { chance, exponential, SeededRandom } from '../seeded-random.js';
export { type StoreFaults } from './store-state.js';
export { type Cancellable, SimWorld, type SimWorldOptions } from './world.js';

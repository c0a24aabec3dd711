export { trapRealWorld } from './driver-trap.js';
export { type Cancellable, type CrashOptions, lifeOf, SimHost, SimLife, type SimOwner, SimPipe } from './host.js';
export { DATAGRAM, type LinkFaults } from './links.js';
export { exponential, SeededRandom } from '../seeded-random.js';
export { SimWorld } from './world.js';

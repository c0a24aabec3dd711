export { createLifeEnv, type LifeEnv, type LifeEnvOptions } from './life-env.js';
export { pass } from './pass.js';
export { RealTimeWorld } from './real-time-world.js';

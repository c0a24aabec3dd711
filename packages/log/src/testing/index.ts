export * from './fixture.js';
export * from './memory-env.js';

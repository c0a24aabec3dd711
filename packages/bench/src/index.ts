export * from './baseline.js';
export * from './measurement.js';

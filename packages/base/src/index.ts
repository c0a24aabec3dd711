export * from './assert.js';
export * from './bounded-queue.js';
export * from './brands.js';
export * from './deferred.js';
export * from './drain-loop.js';
export * from './errors.js';
export * from './limits.js';
export * from './uuid.js';

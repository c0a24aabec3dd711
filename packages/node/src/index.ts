export * from './config.js';
export { everyRole } from './every-role.js';
export * from './format.js';
export * from './node.js';
export * from './settings.js';

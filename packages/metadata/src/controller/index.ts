export type * from './broker-requests.js';
export type * from './controller-port.js';

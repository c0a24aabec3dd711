export type { SimTransportOptions } from './options.js';
export { SimTransport } from './transport.js';

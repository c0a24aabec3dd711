export type { GrpcTransportOptions } from './options.js';
export { GrpcTransport } from './transport.js';

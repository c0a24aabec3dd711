export { GrpcTransport } from './transport.js';

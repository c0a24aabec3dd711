export { InProcessTransport } from './transport.js';

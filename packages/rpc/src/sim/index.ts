export { SimTransport } from './transport.js';

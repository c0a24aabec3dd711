export * from '@drave/client';
export { connect, type ConnectOptions } from './connect.js';

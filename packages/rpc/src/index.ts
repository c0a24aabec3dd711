export * from './generated/index.js';
export { connectionLoss } from './connection-loss.js';
export * from './implement.js';
export { errorFromStatus, type RpcStatus, statusFromError } from './status-mapping.js';
export { SUPERVISOR_CREDENTIAL } from './supervisor-credential.js';
export type * from './transport.js';
export type { EnumCodec, MessageCodec } from './wire/codec.js';

export * from './generated/index.js';
export * from './implement.js';
export type * from './transport.js';
export type { EnumCodec, MessageCodec } from './wire/codec.js';

export * from './generated/index.js';
export * from './wire/codec.js';
export * from './wire/wire-reader.js';
export * from './wire/wire-writer.js';
export * from './framing.js';
export * from './versioned.js';

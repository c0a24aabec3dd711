import { DraveError } from '@drave/base';
import { checkCommand } from './command-shape.js';
import type { AdminCommand, Committed } from './commands.js';

/** The form in which a command travels between nodes of one cluster, and nowhere else. */
export function encodeCommand(command: AdminCommand): Uint8Array {
  return Buffer.from(JSON.stringify(command));
}

/** @throws DraveError INVALID_REQUEST. */
export function decodeCommand(bytes: Uint8Array): AdminCommand {
  const command = parseJson(bytes);
  checkCommand(command);
  return command;
}

export function encodeResult(result: Committed<unknown>): Uint8Array {
  return Buffer.from(JSON.stringify(result));
}

/** @throws DraveError INVALID_REQUEST. */
export function decodeResult(bytes: Uint8Array): Committed<unknown> {
  return parseJson(bytes) as Committed<unknown>;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
  } catch (reason) {
    throw new DraveError('INVALID_REQUEST', 'a forwarded command is not JSON', { cause: reason });
  }
}

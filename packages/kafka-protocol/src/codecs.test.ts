import { isDraveError } from '@drave/base';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as generated from './generated/index.js';
import { apiTables } from './generated/api-tables.js';
import { structureModules } from './schemas/structures.js';
import type { MessageTable } from './table/table.js';
import { arbitraryMessage } from './testing/arbitrary-message.js';
import { interpretEncode } from './testing/interpret.js';
import type { Codec } from './wire/codec.js';
import { WireReader } from './wire/wire-reader.js';
import { WireWriter } from './wire/wire-writer.js';

const tables: readonly MessageTable[] = [
  ...apiTables.flatMap((api) => [api.request, api.response]),
  ...Object.values(structureModules).flat(),
];

function codecOf(table: MessageTable): Codec<unknown> {
  const constant = `${table.name.slice(0, 1).toLowerCase()}${table.name.slice(1)}`;
  return (generated as unknown as Record<string, Codec<unknown>>)[constant] as Codec<unknown>;
}

function encode(codec: Codec<unknown>, value: unknown, version: number): Buffer {
  const writer = new WireWriter();
  codec.encode(writer, value, version);
  const { length } = writer;
  const parts = Buffer.concat(writer.finish());
  expect(parts.length).toBe(length);
  return parts;
}

function versionsOf(table: MessageTable): number[] {
  return Array.from({ length: table.maxVersion - table.minVersion + 1 }, (_, at) => table.minVersion + at);
}

describe.each(tables)('$name', (table) => {
  const codec = codecOf(table);

  test.each(versionsOf(table))('version %i: bytes are the oracle’s, and read back as what was written', (version) => {
    fc.assert(
      fc.property(arbitraryMessage(table, version), (value) => {
        const bytes = encode(codec, value, version);
        expect(bytes.equals(interpretEncode(table, version, value))).toBe(true);
        const reader = new WireReader(bytes, table.name);
        expect(codec.decode(reader, version)).toEqual(value);
        expect(reader.remaining).toBe(0);
      }),
      { numRuns: 12 },
    );
  });

  test.each(versionsOf(table))('version %i: cut or damaged bytes give a value or INVALID_REQUEST', (version) => {
    const damaged = fc.record({
      value: arbitraryMessage(table, version),
      cut: fc.double({ min: 0, max: 1, noNaN: true }),
      at: fc.nat(),
      byte: fc.constantFrom(0, 1, 0x7f, 0x80, 0xff),
    });
    fc.assert(
      fc.property(damaged, ({ value, cut, at, byte }) => {
        const bytes = encode(codec, value, version);
        decodeOrRefuse(codec, bytes.subarray(0, Math.floor(cut * bytes.length)), version);
        if (bytes.length === 0) return;
        bytes[at % bytes.length] = byte;
        decodeOrRefuse(codec, bytes, version);
      }),
      { numRuns: 12 },
    );
  });
});

function decodeOrRefuse(codec: Codec<unknown>, bytes: Buffer, version: number): void {
  try {
    codec.decode(new WireReader(bytes, codec.name), version);
  } catch (reason) {
    if (!isDraveError(reason, 'INVALID_REQUEST')) throw reason;
    expect(reason.message).toContain(codec.name);
  }
}

test('garbage is refused or read, in every message', () => {
  const garbage = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 40 }).map(mostlyOnes));
  fc.assert(
    fc.property(garbage, (array) => {
      for (const table of tables) decodeOrRefuse(codecOf(table), Buffer.from(array), table.maxVersion);
    }),
    { numRuns: 100 },
  );
});

function mostlyOnes(array: Uint8Array): Uint8Array {
  return array.map((byte) => (byte > 64 ? 0xff : byte));
}

import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import { isDraveError } from '@drave/base';
import { describe, expect, test } from 'vitest';
import * as conformanceV1 from '../generated/conformance.v1.js';
import * as exported from '../generated/index.js';
import type { MessageCodec } from './codec.js';

/** Our codecs against protobufjs, on random messages of every type there is. */

const protoRoot = fileURLToPath(new URL('../../../../proto', import.meta.url));
const root = new protobuf.Root();
root.resolvePath = (_origin, target) => (target.startsWith(protoRoot) ? target : join(protoRoot, target));
const protoFiles = readdirSync(protoRoot, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.proto'))
  .map((entry) => relative(protoRoot, join(entry.parentPath, entry.name)));
Object.assign(protobuf.util, { Long: undefined });
root.loadSync(protoFiles).resolveAll();

const codecs: MessageCodec<unknown>[] = [];
for (const namespace of [...Object.values(exported), conformanceV1]) {
  for (const value of Object.values(namespace as Record<string, unknown>)) {
    if (typeof value === 'object' && value !== null && 'decodeStrict' in value)
      codecs.push(value as MessageCodec<unknown>);
  }
}

describe('codec', () => {
  test(`of all ${codecs.length} messages agrees with protobufjs`, () => {
    const random = mulberry32(20_26);
    expect(codecs.length).toBeGreaterThan(50);
    const notCanonical: string[] = [];
    for (const codec of codecs) {
      const type = root.lookupType(codec.name);
      const rounds = codec.name.endsWith('EveryKind') ? 150 : 4;
      for (let round = 0; round < rounds; round++) {
        const plain = randomMessage(type, random, 0);
        const theirs = type.encode(type.fromObject(plain)).finish();
        const decoded = codec.decode(theirs);
        const ours = codec.encode(decoded);
        const options = {
          enums: String,
          longs: Number,
          defaults: true,
          oneofs: true,
          arrays: true,
          objects: true,
        } as const;
        expect(comparable(type.toObject(type.decode(ours), options))).toEqual(
          comparable(type.toObject(type.decode(theirs), options)),
        );
        expect(Buffer.compare(Buffer.concat(codec.encodePieces(decoded)), ours)).toBe(0);
        // Canonical: what we decode from our own bytes encodes to the same bytes; nothing in them is unknown to us.
        if (Buffer.compare(codec.encode(codec.decodeStrict(ours)), ours) !== 0) notCanonical.push(codec.name);
      }
    }
    expect(notCanonical).toEqual([]);
  });

  test('survives every cut and every flipped byte with INVALID_REQUEST or a message', () => {
    const random = mulberry32(7);
    const outcomes = new Set<string>();
    const type = root.lookupType('drave.conformance.v1.EveryKind');
    for (let round = 0; round < 15; round++) {
      const bytes = Buffer.from(type.encode(type.fromObject(randomMessage(type, random, 0))).finish());
      for (let cut = 0; cut < Math.min(bytes.length, 400); cut++) outcomes.add(outcomeOf(bytes.subarray(0, cut)));
      for (let at = 0; at < Math.min(bytes.length, 400); at++) {
        const flipped = Buffer.from(bytes);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(random() * 8));
        outcomes.add(outcomeOf(flipped));
      }
    }
    expect([...outcomes].sort()).toEqual(['INVALID_REQUEST', 'a message']);
  });

  test('messages nested without end are refused', () => {
    let bytes = Buffer.alloc(0);
    for (let depth = 0; depth < 200; depth++) {
      const head: number[] = [0x9a, 0x01];
      for (let rest = bytes.length; ; rest >>>= 7) {
        head.push(rest > 127 ? (rest & 127) | 128 : rest);
        if (rest <= 127) break;
      }
      bytes = Buffer.concat([Buffer.from(head), bytes]);
    }
    expect(() => conformanceV1.EveryKind.decode(bytes)).toThrow(/nested deeper/);
  });

  test('an unknown field is skipped, or refused when the message was stored', () => {
    const bytes = Buffer.concat([
      conformanceV1.Payload.encode({ number: 5, command: '', data: Buffer.alloc(0), size: 0 }),
      Buffer.from('f2ff0301aa', 'hex'),
    ]);
    expect(conformanceV1.Payload.decode(bytes).number).toBe(5);
    expect(() => conformanceV1.Payload.decodeStrict(bytes)).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_VERSION', message: expect.stringMatching(/newer version/) }),
    );
  });
});

function outcomeOf(bytes: Buffer): string {
  try {
    conformanceV1.EveryKind.decode(bytes);
    return 'a message';
  } catch (reason) {
    return isDraveError(reason) ? reason.code : String(reason);
  }
}

type Random = () => number;

function randomMessage(type: protobuf.Type, random: Random, depth: number): Record<string, unknown> {
  const message: Record<string, unknown> = {};
  const chosen = new Map<protobuf.OneOf, string>();
  for (const oneof of type.oneofsArray) {
    chosen.set(oneof, oneof.oneof[Math.floor(random() * oneof.oneof.length)] ?? '');
  }
  for (const field of type.fieldsArray) {
    if (random() < 0.3) continue;
    if (field.partOf !== null && chosen.get(field.partOf) !== field.name) continue;
    if (field.resolvedType instanceof protobuf.Type && depth > 2) continue;
    const one = (): unknown => randomValue(field, random, depth);
    if (field instanceof protobuf.MapField) {
      const keys = Array.from({ length: Math.floor(random() * 4) }, () => String(Math.floor(random() * 1_000)));
      message[field.name] = Object.fromEntries(keys.map((key) => [key, one()]));
    } else if (field.repeated) {
      message[field.name] = Array.from({ length: Math.floor(random() * 4) }, one);
    } else {
      message[field.name] = one();
    }
  }
  return message;
}

function randomValue(field: protobuf.FieldBase, random: Random, depth: number): unknown {
  const type = field.resolvedType;
  if (type instanceof protobuf.Enum) {
    const values = Object.values(type.values);
    return values[Math.floor(random() * values.length)];
  }
  if (type instanceof protobuf.Type) return randomMessage(type, random, depth + 1);
  const integer = (low: number, high: number): number => {
    const scale = random() < 0.5 ? 1 : 2 ** -Math.floor(random() * 50);
    return Math.max(low, Math.min(high, Math.floor((low + random() * (high - low)) * scale)));
  };
  switch (field.type) {
    case 'bool':
      return random() < 0.5;
    case 'string':
      return random() < 0.2 ? 'ü€😀'.repeat(Math.floor(random() * 30)) : 'a'.repeat(Math.floor(random() * 60));
    case 'bytes':
      return Buffer.alloc(random() < 0.05 ? Math.floor(random() * 40_000) : Math.floor(random() * 40), 0xab);
    case 'float':
      return Math.fround(random() * 1e6 - 5e5);
    case 'double':
      return random() * 1e12 - 5e11;
    case 'uint32':
    case 'fixed32':
      return integer(0, 2 ** 32 - 1);
    case 'uint64':
    case 'fixed64':
      return integer(0, Number.MAX_SAFE_INTEGER);
    case 'int64':
    case 'sint64':
    case 'sfixed64':
      return integer(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    default:
      return integer(-(2 ** 31), 2 ** 31 - 1);
  }
}

/** A missing message and one of all defaults are the same to us. */
function comparable(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value === 0 ? 0 : value;
  const entries = Object.entries(value).map(([key, inner]) => [key, comparable(inner)] as const);
  const present = entries.filter(([, inner]) => !isDefault(inner));
  return Object.fromEntries(present.sort(([left], [right]) => (left < right ? -1 : 1)));
}

function isDefault(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === null || value === undefined || value === 0 || value === '' || value === false || isZeroName(value);
}

/** The name of an enum's zero: absent and default are the same. */
function isZeroName(value: unknown): boolean {
  return typeof value === 'string' && /(UNSPECIFIED|UNKNOWN)$/.test(value);
}

function mulberry32(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

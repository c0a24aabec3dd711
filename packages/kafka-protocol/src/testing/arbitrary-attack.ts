import fc from 'fast-check';
import { encodeRequestFrame } from '../framing.js';
import { apis } from '../generated/apis.js';
import { apiTables } from '../generated/api-tables.js';
import type { Api } from '../wire/codec.js';
import { arbitraryMessage } from './arbitrary-message.js';

/** What a hostile or broken client does on one connection. */
export interface Attack {
  /** The attack in words, for the reader of a failure. */
  readonly what: string;
  /** What is sent, in pieces that split frames anywhere. */
  readonly chunks: readonly Buffer[];
  /** Afterwards: wait for answers, end the own side, or reset. */
  readonly ending: 'wait' | 'end' | 'reset';
}

interface Frame {
  readonly what: string;
  /** The frame with its length in front. */
  readonly bytes: Buffer;
}

const LENGTH_BYTES = 4;
const HEADER_BYTES = 8;
/** Numbers that length and count fields are likely to be mistaken about. */
const treacherous = [0, -1, -2, 1, 0x7f, 0x80, 0x7fff, -0x8000, 0xffff, 0x7fff_ffff, -0x8000_0000, 100_000_000];

/**
 * Attacks on a Kafka port: requests of every API and version with any content, and what becomes of them when lengths,
 * counts, versions, keys or bytes are wrong. `words` are names that mean something to the cluster under attack.
 */
export function arbitraryAttack(words: readonly string[]): fc.Arbitrary<Attack> {
  const request = arbitraryRequest(words);
  const frame = fc.oneof(
    { weight: 1, arbitrary: request },
    { weight: 8, arbitrary: fc.tuple(request, arbitraryDamage()).map(([one, damage]) => damage(one)) },
    { weight: 1, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 600 }).map(garbage) },
  );
  // Most damage ends a connection, so it comes last.
  const frames = fc.tuple(fc.array(request, { maxLength: 4 }), frame).map(([sound, last]) => [...sound, last]);
  const cuts = fc.array(fc.nat(), { maxLength: 4 });
  const ending = fc.constantFrom<Attack['ending']>('wait', 'wait', 'end', 'reset');
  return fc.record({ frames, cuts, ending }).map((drawn) => ({
    what: `${drawn.frames.map((one) => one.what).join(', then ')}; ${drawn.ending}`,
    chunks: cutUp(Buffer.concat(drawn.frames.map((one) => one.bytes)), drawn.cuts),
    ending: drawn.ending,
  }));
}

/** A well-formed request of any API in any version. */
function arbitraryRequest(words: readonly string[]): fc.Arbitrary<Frame> {
  const strings = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...words) },
    // Spaces and slashes are in no name of a topic, so nothing is created by accident.
    { weight: 2, arbitrary: fc.string({ maxLength: 20 }).map((text) => `/ ${text}`) },
    { weight: 1, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 300, maxLength: 400 }) },
  );
  const requests = apiTables.flatMap((table) => {
    const api = (apis as unknown as Record<string, Api>)[table.name] as Api;
    return versionsOf(table).map((version) =>
      fc
        .record({ body: arbitraryMessage(table.request, version, strings), correlationId: fc.integer() })
        .map(({ body, correlationId }) => ({
          what: `${table.name} v${version}`,
          bytes: Buffer.concat(encodeRequestFrame({ correlationId, clientId: 'attacker' }, api, version, body)),
        })),
    );
  });
  return fc.oneof(...requests);
}

function arbitraryDamage(): fc.Arbitrary<(frame: Frame) => Frame> {
  const at = fc.nat();
  const wrong = fc.constantFrom(...treacherous);
  const int16 = fc.integer({ min: -32_768, max: 32_767 });
  return fc.oneof(
    // The length says something else than what comes.
    wrong.map((length) => written('length', LENGTH_BYTES, () => 0, length)),
    fc.integer({ min: -9, max: 9 }).map((by) => lengthened(by)),
    // Counts and lengths inside.
    fc.tuple(at, wrong).map(([where, value]) => written('int32', LENGTH_BYTES, inBody(where), value)),
    fc.tuple(at, wrong).map(([where, value]) => written('int16', 2, inBody(where), value)),
    fc
      .tuple(at, fc.constantFrom(0, 1, 0x7f, 0x80, 0xff))
      .map(([where, value]) => written('byte', 1, inBody(where), value)),
    fc.tuple(at, fc.integer({ min: 1, max: 20 })).map(([where, count]) => overwritten(inBody(where), count, 0xff)),
    // Another API or version reads what was meant for this one.
    fc
      .oneof(fc.constantFrom(...apiTables.map((table) => table.key)), int16)
      .map((key) => written('api key', 2, () => 4, key)),
    fc.oneof(fc.integer({ min: 0, max: 20 }), int16).map((version) => written('api version', 2, () => 6, version)),
    // Cut short, with a length that agrees.
    at.map((where) => shortened(where)),
    fc.uint8Array({ minLength: 1, maxLength: 50 }).map((more) => extended(more)),
  );
}

function inBody(where: number): (frame: Buffer) => number {
  return (frame) => LENGTH_BYTES + HEADER_BYTES + (where % Math.max(1, frame.length - LENGTH_BYTES - HEADER_BYTES));
}

function written(what: string, width: 1 | 2 | 4, where: (frame: Buffer) => number, value: number) {
  return (frame: Frame): Frame => {
    const bytes = Buffer.from(frame.bytes);
    const at = Math.min(where(bytes), bytes.length - width);
    const mask = width === 4 ? 0xffff_ffff : width === 2 ? 0xffff : 0xff;
    bytes.writeUIntBE((value & mask) >>> 0, at, width);
    return { what: `${frame.what} with ${what} ${value} at ${at}`, bytes };
  };
}

function overwritten(where: (frame: Buffer) => number, count: number, value: number) {
  return (frame: Frame): Frame => {
    const bytes = Buffer.from(frame.bytes);
    const at = where(bytes);
    bytes.fill(value, at, Math.min(bytes.length, at + count));
    return { what: `${frame.what} with ${count} bytes of ${value} at ${at}`, bytes };
  };
}

function lengthened(by: number) {
  return (frame: Frame): Frame => {
    const bytes = Buffer.from(frame.bytes);
    bytes.writeInt32BE(bytes.length - LENGTH_BYTES + by, 0);
    return { what: `${frame.what} with a length that is ${by} off`, bytes };
  };
}

function shortened(where: number) {
  return (frame: Frame): Frame => {
    const kept = LENGTH_BYTES + (where % (frame.bytes.length - LENGTH_BYTES));
    const bytes = Buffer.from(frame.bytes.subarray(0, kept));
    bytes.writeInt32BE(kept - LENGTH_BYTES, 0);
    return { what: `${frame.what} cut to ${kept} bytes`, bytes };
  };
}

function extended(more: Uint8Array) {
  return (frame: Frame): Frame => {
    const bytes = Buffer.concat([frame.bytes, more]);
    bytes.writeInt32BE(bytes.length - LENGTH_BYTES, 0);
    return { what: `${frame.what} with ${more.length} bytes behind it`, bytes };
  };
}

function garbage(bytes: Uint8Array): Frame {
  return { what: `${bytes.length} bytes of garbage`, bytes: Buffer.from(bytes) };
}

function cutUp(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % bytes.length), bytes.length].sort((one, other) => one - other);
  return places
    .slice(1)
    .map((end, index) => bytes.subarray(places[index], end))
    .filter((chunk) => chunk.length > 0);
}

function versionsOf({
  minVersion,
  maxVersion,
}: {
  readonly minVersion: number;
  readonly maxVersion: number;
}): number[] {
  return Array.from({ length: maxVersion - minVersion + 1 }, (_, index) => minVersion + index);
}

import { describe, expect, it } from 'vitest';
import { type AvroType, avroSerde, bytesSerde, jsonSerde, stringSerde } from './serdes.js';

interface Order {
  readonly id: number;
}

/** Stands for a type of `avsc`, with its methods: a record of one number, as one byte, and of its older schema. */
class OneByteType implements AvroType {
  private readonly offset: number;

  constructor(offset = 0) {
    this.offset = offset;
  }

  toBuffer(value: unknown): Uint8Array {
    const { id } = value as Order;
    if (!Number.isInteger(id)) throw new TypeError('invalid "int"');
    return Buffer.from([id + this.offset]);
  }

  fromBuffer(bytes: Buffer, resolver?: unknown): unknown {
    if (bytes.length !== 1) throw new Error('trailing data');
    return { id: (bytes[0] ?? 0) - ((resolver as OneByteType | undefined)?.offset ?? this.offset) };
  }

  createResolver(writer: AvroType): unknown {
    return writer;
  }
}

describe('serdes', () => {
  it('give back what was written, and null for a tombstone', () => {
    const json = jsonSerde<Order>();
    expect(json.deserializer(bufferOf(json.serializer({ id: 7 }, 't')), 't')).toEqual({ id: 7 });
    const avro = avroSerde<Order>(new OneByteType());
    expect(avro.serializer({ id: 7 }, 't')).toEqual(Buffer.from([7]));
    expect(avro.deserializer(Buffer.from([7]), 't')).toEqual({ id: 7 });
    expect(stringSerde.deserializer(bufferOf(stringSerde.serializer('ü', 't')), 't')).toBe('ü');
    expect(bytesSerde.deserializer(Buffer.from([1, 2]), 't')).toEqual(Buffer.from([1, 2]));
    for (const { serializer, deserializer } of [json, avro, stringSerde, bytesSerde]) {
      expect(serializer(null, 't')).toBeNull();
      expect(deserializer(null, 't')).toBeNull();
    }
  });

  it('refuse what does not fit, with the topic and the reason', () => {
    const refused = { code: 'INVALID_RECORD' };
    const avro = avroSerde<Order>(new OneByteType());
    expect(() => avro.serializer({ id: 0.5 }, 'orders')).toThrow(
      'a record of orders does not fit its Avro schema: invalid "int"',
    );
    expect(() => avro.deserializer(Buffer.from([1, 2]), 'orders')).toThrow(expect.objectContaining(refused));
    expect(() => jsonSerde().deserializer(Buffer.from('{'), 'orders')).toThrow(expect.objectContaining(refused));
  });

  it('read values of an older schema of Avro by its resolver', () => {
    const older = new OneByteType(100);
    expect(avroSerde<Order>(new OneByteType(), { writer: older }).deserializer(Buffer.from([107]), 't')).toEqual({
      id: 7,
    });
  });
});

function bufferOf(bytes: Uint8Array | null): Buffer | null {
  return bytes === null ? null : Buffer.from(bytes);
}

import * as z from 'zod';

/** What the bodies of requests must be like; their types are those of the contract. */

const NAME_LENGTH_MAX = 1_000;
const ITEMS_MAX = 10_000;

const name = z.string().max(NAME_LENGTH_MAX);
const id = z.number().int().min(0).max(2_147_483_647);
const offset = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const base64 = z.base64().nullable();
const topics = z.array(z.strictObject({ topic: name, partitions: z.array(id).max(ITEMS_MAX) })).max(ITEMS_MAX);

export const produceBody = z.strictObject({
  partition: id.exactOptional(),
  key: base64,
  value: base64,
  headers: z
    .array(z.strictObject({ key: name, value: base64 }))
    .max(100)
    .exactOptional(),
});

export const resetBody = z.strictObject({
  preview: z.boolean(),
  topics,
  to: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('earliest') }),
    z.strictObject({ kind: z.literal('latest') }),
    z.strictObject({ kind: z.literal('offset'), offset }),
    z.strictObject({ kind: z.literal('time'), timeMs: offset }),
    z.strictObject({ kind: z.literal('shift'), by: z.number().int() }),
  ]),
});

export const deleteBody = z.strictObject({ preview: z.boolean(), topics });

export const configBody = z.strictObject({
  preview: z.boolean(),
  etag: z.string().max(NAME_LENGTH_MAX),
  changes: z
    .array(z.strictObject({ key: name, value: z.string().max(100_000).nullable() }))
    .min(1)
    .max(1_000),
});

export const faultBody = z.strictObject({
  nodes: z.array(name).max(100),
  options: z.record(name, z.union([name, z.number(), z.boolean()])).exactOptional(),
});

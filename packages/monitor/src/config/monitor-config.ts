import { DraveError } from '@drave/base';
import * as z from 'zod';
import { patternMistake } from './name-pattern.js';

// A configuration is read once in the life of a process; a validator compiled for it would never pay.
z.config({ jitless: true });

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'must be 1 to 63 of A-Z, a-z, 0-9, ., _ and -');
const filePath = z.string().min(1).max(4_096);
const durationMs = (min: number, max: number) => z.int().min(min).max(max);
const DAY_MS = 86_400_000;

const pattern = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    const mistake = patternMistake(text);
    if (mistake !== undefined)
      context.addIssue({ code: 'custom', message: `is no regular expression to use: ${mistake}` });
  })
  .transform((text) => new RegExp(text));

const groups = z.strictObject({ allow: pattern.optional(), deny: pattern.optional() });

/** Burrow's keys of the same, those of 1.2.1 and those of 1.3.5 and later, which stand where ours has `groups`. */
const burrowNames = {
  'group-whitelist': 'allow',
  'group-allowlist': 'allow',
  'group-blacklist': 'deny',
  'group-denylist': 'deny',
} as const;

/** The same schema, which takes Burrow's names of `groups.allow` and `groups.deny`, too. */
function withBurrowNames<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((raw, context) => {
    if (typeof raw !== 'object' || raw === null) return raw;
    let given: Record<string, unknown> = { ...raw };
    for (const [key, ours] of Object.entries(burrowNames)) {
      if (!Object.hasOwn(given, key)) continue;
      const { [key]: value, groups: known = {}, ...rest } = given;
      if (typeof known === 'object' && known !== null && !Object.hasOwn(known, ours))
        given = { ...rest, groups: { ...known, [ours]: value } };
      else context.addIssue({ code: 'custom', path: [key], message: `is another name of 'groups.${ours}': give one` });
    }
    return given;
  }, schema);
}

/** `host:port`; an IPv6 address stands in brackets. */
const server = z
  .string()
  .max(261)
  .regex(/^(\[[0-9A-Fa-f:.]+\]|[^\s:/[\]]+):\d{1,5}$/, 'must be host:port, such as 127.0.0.1:9092')
  .transform((text) => {
    const colon = text.lastIndexOf(':');
    return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
  })
  .refine(({ port }) => port >= 1 && port <= 65_535, 'has a port outside 1 to 65535');

const cluster = z.strictObject({
  name,
  servers: z.array(server).min(1).max(64),
  clientId: z.string().min(1).max(249).default('drave-monitor'),
  tls: z
    .strictObject({
      caFile: filePath.optional(),
      certificateFile: filePath.optional(),
      privateKeyFile: filePath.optional(),
    })
    .optional(),
  sasl: z
    .strictObject({
      mechanism: z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']).default('PLAIN'),
      username: z.string().min(1).max(255),
      passwordFile: filePath,
    })
    .optional(),
  commits: z.enum(['topic', 'poll']).default('topic'),
  intervalMs: durationMs(100, DAY_MS).default(10_000),
  topicRefreshMs: durationMs(100, DAY_MS).default(60_000),
  requestTimeoutMs: durationMs(100, DAY_MS).default(10_000),
});

const window = z.strictObject({
  intervals: z.int().min(2).max(1_000).default(10),
  expireGroupMs: durationMs(1_000, 3_650 * DAY_MS).default(7 * DAY_MS),
  /** Default: nine tenths of the shortest interval of sampling. */
  minDistanceMs: durationMs(0, DAY_MS).optional(),
  groupPartitionsMax: z.int().min(1).max(10_000_000).default(200_000),
});

const evaluation = z.strictObject({
  allowedLag: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  minimumComplete: z.number().min(0).max(1).default(0),
});

const notifier = withBurrowNames(
  z.strictObject({
    name,
    url: z
      .string()
      .max(2_048)
      .regex(/^https?:\/\//, 'must begin with http:// or https://'),
    method: z.enum(['POST', 'PUT']).default('POST'),
    headers: z.record(z.string().regex(/^[A-Za-z0-9-]{1,100}$/), z.string().max(4_096)).default({}),
    body: z.string().max(65_536).optional(),
    groups: groups.default({}),
    intervalMs: durationMs(1_000, DAY_MS).default(60_000),
    /** Default: `intervalMs`. */
    sendIntervalMs: durationMs(0, 365 * DAY_MS).optional(),
    threshold: z.union([z.literal('WARN'), z.literal('ERR')]).default('WARN'),
    sendOnce: z.boolean().default(false),
    sendClose: z.boolean().default(false),
    timeoutMs: durationMs(100, 600_000).default(5_000),
  }),
);

/** The file of `drave monitor --config`, key by key. */
const monitorConfigSchema = withBurrowNames(
  z.strictObject({
    clusters: z.array(cluster).min(1).max(100),
    groups: groups.default({}),
    window: window.prefault({}),
    evaluation: evaluation.prefault({}),
    http: z
      .strictObject({
        host: z.string().min(1).max(255).default('127.0.0.1'),
        port: z.int().min(0).max(65_535).default(8_000),
        /** Host names beside those of the loopback interface by which it may be called. */
        allowedHosts: z.array(z.string().min(1).max(255)).max(64).default([]),
        partitionSeriesMax: z.int().min(0).max(1_000_000).default(50_000),
      })
      .prefault({}),
    notifiers: z.array(notifier).max(64).default([]),
  }),
);

export type MonitorConfig = z.infer<typeof monitorConfigSchema>;

/**
 * Checks what the file of a monitor says. Every mistake is told at once, with its key; an unknown key is a mistake,
 * because a mistyped one would otherwise be a silent default.
 * @throws DraveError INVALID_CONFIG.
 */
export function parseMonitorConfig(raw: unknown, source: string): MonitorConfig {
  const result = monitorConfigSchema.safeParse(raw);
  if (!result.success) {
    const mistakes = result.error.issues.map(({ path, message }) => {
      return path.length === 0 ? message : `'${path.map(String).join('.')}' ${message}`;
    });
    throw new DraveError('INVALID_CONFIG', `${source}: ${mistakes.join('; ')}`);
  }
  const mistake = repeatedName('clusters', result.data.clusters) ?? repeatedName('notifiers', result.data.notifiers);
  if (mistake !== undefined) throw new DraveError('INVALID_CONFIG', `${source}: ${mistake}`);
  return result.data;
}

function repeatedName(key: string, entries: readonly { readonly name: string }[]): string | undefined {
  const names = entries.map((entry) => entry.name);
  const repeated = names.find((one, at) => names.indexOf(one) !== at);
  return repeated === undefined ? undefined : `'${key}' has the name ${repeated} twice: each has its own`;
}

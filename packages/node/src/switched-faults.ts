import { DraveError, errors, type ErrorCode } from '@drave/base';
import type { FaultControl, FaultRule } from '@drave/env/faulty';
import * as z from 'zod';
import { checkMethod } from './client-methods.js';
import { unknownApi } from './unknown-api.js';

const HOUR_MS = 3_600_000;
const YEAR_MS = 366 * 24 * HOUR_MS;
const RULES_MAX = 1_000;

const count = z.int().min(0).max(1_000_000_000);
const delayMs = z.number().min(0).max(HOUR_MS);
const directory = z.string().min(1).max(4_096);
const window = { after: count.optional(), count: count.optional() };
const error = z.strictObject({ kind: z.literal('error'), errno: z.enum(['EIO', 'ENOSPC']) });
const slow = z.strictObject({ kind: z.literal('slow'), delayMs });
const flipBits = z.strictObject({ kind: z.literal('flipBits'), share: z.number().min(0).max(1) });

const diskRule = z.strictObject({
  ...window,
  target: z.literal('disk'),
  directory: directory.optional(),
  operation: z.enum(['open', 'read', 'write', 'sync', 'name', 'any']),
  fault: z.discriminatedUnion('kind', [error, slow, flipBits]),
});
const storeRule = z.strictObject({
  ...window,
  target: z.literal('store'),
  directory: directory.optional(),
  operation: z.enum(['open', 'read', 'batch', 'any']),
  fault: z.discriminatedUnion('kind', [error, slow]),
});
const spaceRule = z.strictObject({
  target: z.literal('space'),
  directory,
  afterBytes: z.int().min(0),
});
const clockRule = z.strictObject({
  target: z.literal('clock'),
  wallOffsetMs: z.int().min(-YEAR_MS).max(YEAR_MS),
  driftPpm: z.number().min(-500_000).max(1_000_000).optional(),
});
const errorCode = z.custom<ErrorCode>((value) => typeof value === 'string' && Object.hasOwn(errors, value));
const requestFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('error'), code: errorCode }),
  z.strictObject({ kind: z.literal('delay'), delayMs }),
  z.strictObject({ kind: z.literal('drop') }),
  z.strictObject({ kind: z.literal('disconnect') }),
]);
const apiRule = z.strictObject({
  ...window,
  target: z.literal('api'),
  api: z.string().min(1).max(100),
  topic: z.string().min(1).max(249).optional(),
  partition: z.int().min(0).optional(),
  fault: requestFault,
});
const methodRule = z.strictObject({
  ...window,
  target: z.literal('method'),
  method: z.string().min(1).max(200),
  fault: requestFault,
});

const namedRules = z
  .array(
    z.strictObject({
      name: z.string().min(1).max(100),
      rule: z.discriminatedUnion('target', [diskRule, storeRule, spaceRule, clockRule, apiRule, methodRule]),
    }),
  )
  .max(RULES_MAX);

/** A fault of a running node, under the name that whoever runs it gave it. */
export interface NamedFault {
  readonly name: string;
  readonly rule: FaultRule;
}

interface SwitchedFaultsOptions {
  readonly control: FaultControl;
  /** Names of the APIs that this node serves to Kafka clients; undefined on a node that serves none. */
  readonly served: readonly string[] | undefined;
  /** A fault of an API or of a gRPC method has struck, so many times in all. */
  readonly onStruck: (name: string, times: number) => void;
}

/**
 * The faults of one node of a local cluster, switched by whoever runs it: he says which are in force, all of them at
 * once.
 */
export class SwitchedFaults {
  private readonly options: SwitchedFaultsOptions;
  private readonly ids = new Map<string, number>();

  constructor(options: SwitchedFaultsOptions) {
    this.options = options;
    options.control.watch({
      struck: (id, times, { target }) => {
        // Those of disks strike thousands of times a second, and nobody waits for them.
        if (target !== 'api' && target !== 'method') return;
        const name = [...this.ids].find(([, known]) => known === id)?.[0];
        if (name !== undefined) options.onStruck(name, times);
      },
    });
  }

  /**
   * These and no others are in force when it returns. One that was there under its name goes on, with what it has
   * counted. @throws DraveError INVALID_REQUEST; then nothing has changed.
   */
  replace(raw: unknown): void {
    const faults = this.parse(raw);
    const { control } = this.options;
    const names = new Set(faults.map(({ name }) => name));
    for (const [name, id] of this.ids) {
      if (names.has(name)) continue;
      control.remove(id);
      this.ids.delete(name);
    }
    for (const { name, rule } of faults) if (!this.ids.has(name)) this.ids.set(name, control.add(rule));
  }

  private parse(raw: unknown): readonly NamedFault[] {
    const parsed = namedRules.safeParse(raw);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new DraveError(
        'INVALID_REQUEST',
        `no fault rules: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
      );
    }
    const { served } = this.options;
    for (const { rule } of parsed.data) {
      if (rule.target === 'method') checkMethod(rule.method);
      if (rule.target === 'api' && served !== undefined && !served.includes(rule.api))
        throw unknownApi(rule.api, served);
    }
    return parsed.data as readonly NamedFault[];
  }
}

import type { Authorizer, Caller, ResourceRef } from '@drave/base/access';
import type { Logger, LogFields } from '@drave/env';
import { SimWorld } from '@drave/env/sim';
import { beforeEach, describe, expect, it } from 'vitest';
import { AuditLog } from './audit-log.js';

const caller: Caller = {
  principal: 'User:alice',
  listener: 'SASL_SSL',
  clientId: 'app',
  clientHost: '10.0.0.4',
  deadlineMs: 1_000,
  api: 'Produce',
};
const orders: ResourceRef = { kind: 'topic', name: 'orders' };
const INTERVAL_MS = 1_000;
const LINES_MAX = 100;

let world: SimWorld;
let hosts = 0;
let lines: { readonly level: string; readonly message: string; readonly fields: LogFields }[];

beforeEach(() => {
  world = new SimWorld({ seed: 1 });
  lines = [];
});

/** An audit log whose logger keeps lines of these levels. */
function open(levels: readonly string[] = ['debug', 'info']): AuditLog {
  const { clock, timers } = world.createHost(`n${++hosts}`).env;
  const note =
    (level: string) =>
    (fields: LogFields, message: string): void => {
      if (levels.includes(level)) lines.push({ level, message, fields });
    };
  const logger: Logger = {
    ...{ debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
    child: () => logger,
    isLevelEnabled: (level) => levels.includes(level),
  };
  return new AuditLog({ logger, clock, timers });
}

const mayReadOnly: Authorizer = {
  allows: (_, operation) => operation === 'read',
  allowsSome: (_, operation) => operation === 'read',
};

describe('decisions', () => {
  it("are told with Kafka's fields, refusals at info and permissions at debug, and are the same", () => {
    const authorizer = open().audited(mayReadOnly);
    expect(authorizer.allows(caller, 'alterConfigs', orders)).toBe(false);
    expect(authorizer.allows(caller, 'read', { kind: 'transactionalId', name: 'bank' }, 'refused')).toBe(true);
    expect(authorizer.allows(caller, 'read', { kind: 'cluster' }, 'passedOver')).toBe(true);
    expect(authorizer.allows(caller, 'write', orders, 'passedOver')).toBe(false);
    expect(authorizer.allowsSome?.(caller, 'read', 'topic')).toBe(true);
    expect(authorizer.allowsSome?.(caller, 'write', 'topic')).toBe(false);
    const who = { principal: 'User:alice', host: '10.0.0.4', listener: 'SASL_SSL', request: 'Produce' };
    const read = { ...who, allowed: true, operation: 'READ' };
    const topic = { resourceType: 'TOPIC', resourceName: 'orders', patternType: 'LITERAL' };
    const bank = { resourceType: 'TRANSACTIONAL_ID', resourceName: 'bank', patternType: 'LITERAL' };
    const cluster = { resourceType: 'CLUSTER', resourceName: 'kafka-cluster', patternType: 'LITERAL' };
    expect(lines).toEqual([
      { level: 'info', message: 'denied', fields: { ...who, allowed: false, operation: 'ALTER_CONFIGS', ...topic } },
      { level: 'debug', message: 'allowed', fields: { ...read, ...bank } },
      { level: 'debug', message: 'allowed', fields: { ...read, ...cluster } },
      { level: 'debug', message: 'allowed', fields: { ...read, resourceType: 'TOPIC', patternType: 'ANY' } },
    ]);
  });

  it('of an authorizer without lists let nobody be idempotent by rights on some topic', () => {
    expect(
      open()
        .audited({ allows: () => true })
        .allowsSome?.(caller, 'write', 'topic'),
    ).toBe(false);
    expect(lines).toEqual([]);
  });

  it('that no level keeps cost nothing: without info nothing stands between, without debug no line is made', () => {
    expect(open([]).audited(mayReadOnly)).toBe(mayReadOnly);
    const authorizer = open(['info']).audited(mayReadOnly);
    const hidden = Object.defineProperty({ ...caller }, 'principal', {
      get() {
        throw new RangeError('a line is made');
      },
    });
    expect(authorizer.allows(hidden, 'read', orders)).toBe(true);
    expect(() => authorizer.allows(hidden, 'write', orders)).toThrow('a line is made');
  });

  it('are told at a bounded rate, with how many were left out; one kind takes no room from the other', async () => {
    const audit = open();
    const authorizer = audit.audited(mayReadOnly);
    for (let count = 0; count < 3 * LINES_MAX; count++) authorizer.allows(caller, 'read', orders);
    for (let count = 0; count < LINES_MAX + 7; count++) authorizer.allows(caller, 'write', orders);
    const countOf = (level: string) => lines.filter((line) => line.level === level).length;
    expect([countOf('debug'), countOf('info')]).toEqual([LINES_MAX, LINES_MAX]);
    lines = [];
    await world.runFor(INTERVAL_MS);
    const message = 'decisions were too many to be told';
    expect(lines).toEqual([
      { level: 'debug', message, fields: { leftOut: 2 * LINES_MAX } },
      { level: 'info', message, fields: { leftOut: 7 } },
    ]);
    authorizer.allows(caller, 'write', orders);
    expect(lines.at(-1)).toMatchObject({ level: 'info', message: 'denied' });
    await world.runFor(2 * INTERVAL_MS);
    expect(lines).toHaveLength(3);
  });

  it('that were left out are told at the end, and nothing after it', async () => {
    const audit = open();
    const authorizer = audit.audited(mayReadOnly);
    for (let count = 0; count < LINES_MAX + 2; count++) authorizer.allows(caller, 'write', orders);
    audit.close();
    expect(lines.at(-1)?.fields).toEqual({ leftOut: 2 });
    authorizer.allows(caller, 'write', orders);
    await world.runFor(2 * INTERVAL_MS);
    expect(lines).toHaveLength(LINES_MAX + 1);
  });

  it('about something with an endless name have a short line', () => {
    const name = 'x'.repeat(100_000);
    open().audited(mayReadOnly).allows(caller, 'write', { kind: 'group', name });
    expect(String(lines[0]?.fields['resourceName']).length).toBeLessThan(1_000);
  });
});

describe('changes', () => {
  const binding = {
    resourceType: 'topic',
    resourceName: 'orders',
    patternType: 'literal',
    principal: 'User:bob',
    host: '*',
    operation: 'describeConfigs',
    permission: 'allow',
  } as const;
  const done = { kind: 'ok', value: null } as const;

  it('are told one and all, however many there are, and what has failed of them', async () => {
    const count = 250;
    const bindings = Array.from({ length: count }, (_, at) => ({ ...binding, resourceName: `t${at}` }));
    const rejected = { kind: 'rejected', code: 'INVALID_REQUEST', message: 'no' } as const;
    const response = bindings.map((_, at) => (at === 3 ? rejected : done));
    const audit = open();
    for (let round = 0; round < 4; round++)
      await world.finish(
        audit.witness(caller, { kind: 'createAcls', bindings }, { kind: 'done', response }) ?? Promise.resolve(),
      );
    const told = lines.flatMap(({ fields }) => fields['changes'] as LogFields[]);
    expect(told.map(({ resourceName }) => resourceName)).toEqual(
      Array.from({ length: 4 * count }, (_, at) => `t${at % count}`),
    );
    expect(told.filter(({ failure }) => failure === 'INVALID_REQUEST')).toHaveLength(4);
    expect(lines[0]?.fields).toMatchObject({ principal: 'User:alice', host: '10.0.0.4', from: 0, total: count });
    expect(told[0]).toMatchObject({ operation: 'DESCRIBE_CONFIGS', permission: 'ALLOW', patternType: 'LITERAL' });
  });

  it('whose outcome is not known are told so', () => {
    const command = { kind: 'createAcls', bindings: [binding] } as const;
    void open(['info']).witness(caller, command, { kind: 'failed', code: 'NETWORK_EXCEPTION' });
    expect(lines).toMatchObject([{ level: 'info', fields: { failure: 'NETWORK_EXCEPTION' } }]);
  });

  it('of other things are none of its business, nor are trials', () => {
    const audit = open();
    const bindings = [binding];
    const trial = { kind: 'createAcls', bindings, validateOnly: true } as const;
    expect(audit.witness(caller, trial, { kind: 'done', response: [done] })).toBeUndefined();
    expect(audit.witness(caller, { kind: 'stepDown' }, { kind: 'done', response: null })).toBeUndefined();
    expect(lines).toEqual([]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AdminCommandKind } from '@drave/controller';
import * as rpc from '@drave/rpc';
import { describe, expect, it } from 'vitest';

/**
 * A command that nobody can give is of no use: each is asked for by a gRPC service and by a handler of Kafka's
 * protocol, and each method of the administration's services by the SDK.
 */
const packages = new URL('../../', import.meta.url).pathname;

function textOf(folder: string): string {
  const names = readdirSync(join(packages, folder)).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  return names.map((name) => readFileSync(join(packages, folder, name), 'utf8')).join('\n');
}

/** Where a command is given; what has no such place says why. */
const surfaces: Readonly<Record<AdminCommandKind, { readonly grpc?: string; readonly kafka?: string }>> = {
  createTopics: {},
  deleteTopics: {},
  createPartitions: {},
  alterConfigs: {},
  electLeaders: {},
  reassignPartitions: {},
  unregisterBroker: {},
  updateFeatures: {},
  createAcls: {},
  deleteAcls: {},
  alterScramCredentials: {},
  alterClientQuotas: {},
  stepDown: { kafka: 'Kafka has no such request' },
  readBarrier: { grpc: 'the gateway gives it before each read', kafka: 'the gateway gives it before each read' },
};

function missing(surface: 'grpc' | 'kafka', folder: string): string[] {
  const text = textOf(folder);
  return Object.entries(surfaces).flatMap(([kind, reasons]) => {
    const has = text.includes(`kind: '${kind}'`);
    if (has === (reasons[surface] === undefined)) return [];
    return [
      has ? `${kind} is given by ${folder}, and its row says otherwise` : `${kind} is given nowhere in ${folder}`,
    ];
  });
}

describe('an admin command', () => {
  it('has a gRPC service that gives it', () => {
    expect(missing('grpc', 'services/src/admin')).toEqual([]);
  });

  it('has a handler of Kafka’s protocol that gives it', () => {
    expect(missing('kafka', 'kafka-server/src/handlers')).toEqual([]);
  });

  it('and every other method of drave.admin.v1 is called by the SDK', () => {
    const text = textOf('client/src/admin');
    const methods = Object.entries(rpc).flatMap(([name, service]) =>
      isAdminService(service) ? Object.keys(service.methods).map((method) => `${name}.methods.${method}`) : [],
    );
    expect(methods.length).toBeGreaterThan(25);
    const forgotten = methods.filter((method) => !text.includes(method));
    expect(forgotten.map((method) => `${method} is called nowhere in client/src/admin`)).toEqual([]);
  });
});

function isAdminService(value: unknown): value is rpc.ServiceDefinition {
  const named = typeof value === 'object' && value !== null && 'methods' in value && 'name' in value;
  return named && String(value.name).startsWith('drave.admin.v1.');
}

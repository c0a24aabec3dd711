import { readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { assert } from '@drave/base';
import type { MetricFamily } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { createFaultyEnv } from '@drave/env/faulty';
import { SimWorld } from '@drave/env/sim';
import { topicService } from '@drave/rpc';
import { SimTransport } from '@drave/rpc/sim';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { everyRole } from './every-role.js';
import { formatNode } from './format.js';
import { DraveNode } from './node.js';
import { validateNodeConfig } from './validate-node-config.js';

const docs = new URL('../../../docs/', import.meta.url);
const directoryId = 'bbbbbbbbbbbbbbbbbbbbbb';
const config = validateNodeConfig(
  {
    cluster: { id: 'aaaaaaaaaaaaaaaaaaaaaa', name: 'alone' },
    node: { id: 1, name: 'n1', roles: ['controller', 'broker'] },
    dataDirectories: ['data'],
    listeners: { grpc: { host: 'n1', port: 9000 }, kafka: [{ name: 'PLAINTEXT', host: 'n1', port: 0 }] },
    quorum: { voters: [{ id: 1, host: 'n1', port: 9000, directoryId }] },
    profile: 'local',
    broker: { 'default.replication.factor': 1 },
  },
  'n1',
);

interface Described extends MetricFamily {
  readonly labels: readonly string[];
}

/** What a node of both roles and the process around it tell, with the labels that are seen. */
let families: readonly Described[];

beforeAll(async () => {
  const world = new SimWorld({ seed: 1 });
  const host = world.createHost('n1');
  await world.finish(formatNode(host.env, config, { initialControllers: true }));
  const { env, faults } = createFaultyEnv(host.env);
  const onFatal = (error: Error): never => {
    throw error;
  };
  const transport = new SimTransport(host);
  const node = await world.finish(
    DraveNode.start({ env, faults, transport, roles: everyRole, diskReserveBytesMax: 0, onFatal }, config),
  );
  assert(await world.runUntil(() => node.ready, 10_000), 'the node is ready');
  const channel = new SimTransport(world.createHost('client')).connect({ host: 'n1', port: 9000 });
  const topic = { name: 'orders', partitionCount: 1, replicationFactor: 0, assignments: [], configs: new Map() };
  const request = { ...topic, validateOnly: false, requestId: 'one' };
  await world.finish(channel.unary(topicService.methods.createTopic, request, { deadlineMs: 10_000 }));
  assert(
    await world.runUntil(() => [...(node.broker?.replicas.partitions() ?? [])].length === 1, 10_000),
    'it is here',
  );
  node.broker?.replicas.traffic.of('orders');
  const real = createNodeEnv({ logger: { level: 'silent' } });
  const rendered = `${await env.metrics.render()}${await real.metrics.render()}`;
  families = [...env.metrics.families(), ...real.metrics.families()]
    .map((family) => ({ ...family, labels: labelsOf(family.name, rendered) }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  real.close();
});

/** Those of figures of the process come and go with what it has open. */
function labelsOf(name: string, rendered: string): readonly string[] {
  if (/^(?:process|nodejs)_/.test(name)) return [];
  const names = new Set<string>();
  for (const [, labels = ''] of rendered.matchAll(new RegExp(`^${name}(?:_bucket)?\\{(.*)\\} `, 'gm')))
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) if (label !== 'le') names.add(label);
  return [...names];
}

describe('docs/metrics.md', () => {
  // The figures of the process are not the same on every system.
  it.runIf(platform() === 'linux')('has every metric, with its type, labels and meaning', async () => {
    await expect(pageOf(families)).toMatchFileSnapshot(new URL('metrics.md', docs).pathname);
  });
});

describe('docs/grafana', () => {
  const text = (file: string): string => readFileSync(new URL(`grafana/${file}`, docs), 'utf8');

  it('has a dashboard that asks only for what there is', () => {
    const { panels } = JSON.parse(text('drave.json')) as { panels: { targets?: { expr: string }[]; title: string }[] };
    const asked = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    expect(asked.length).toBeGreaterThan(20);
    expect(unknownIn(asked)).toEqual([]);
  });

  it('has alert rules that ask only for what there is, and say what to do', () => {
    const { groups } = parse(text('alerts.yaml')) as { groups: { rules: AlertRule[] }[] };
    const rules = groups.flatMap((group) => group.rules);
    expect(rules.length).toBeGreaterThan(8);
    expect(unknownIn(rules.map(({ expr }) => expr))).toEqual([]);
    for (const { annotations } of rules) expect(Object.keys(annotations)).toEqual(['summary', 'description']);
  });
});

interface AlertRule {
  readonly expr: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Names in the expressions that no node tells: of series, as they are told of a type. */
function unknownIn(expressions: readonly string[]): string[] {
  const series = new Set(families.flatMap(seriesOf));
  const asked = expressions.flatMap((expr) => expr.match(/\b(?:drave|kafka|process|nodejs)_\w+/g) ?? []);
  return asked.filter((name) => !series.has(name));
}

function seriesOf({ name, type }: MetricFamily): string[] {
  if (type === 'histogram') return [`${name}_bucket`, `${name}_sum`, `${name}_count`];
  return type === 'summary' ? [name, `${name}_sum`, `${name}_count`] : [name];
}

const INTRODUCTION = `# Metrics

\`npx vitest run -u --config packages/tooling/vitest.unit.ts packages/node/src/metrics-page.test.ts\` writes this
page from what a node of both roles tells at \`/metrics\` of its HTTP port. Which of them are worth an alarm is in
[operating.md](operating.md); a dashboard and alert rules for Prometheus are in [grafana](grafana).

Names that begin with \`kafka_\` are those under which dashboards for Kafka ask (Strimzi's, and others made for the
JMX exporter), so that they show a cluster of Drave as it is. What they ask for besides, and why it is missing:

- \`jvm_*\`: there is no Java. \`nodejs_*\` and \`process_*\` tell of the process, as prom-client does in any Node
  service.
- \`kafka_controller_kafkacontroller_lastappliedrecordlagms\`: an idle quorum writes nothing, so that the age of the
  last record says nothing. Subtract \`lastappliedrecordoffset\` from \`lastcommittedrecordoffset\`.
- \`kafka_controller_kafkacontroller_metadataerrorcount\`: a node that cannot apply the metadata ends.
- \`kafka_network_requestmetrics_errors_total\`: answers are not opened again to count the errors in them.
- \`kafka_consumergroup_*\` and \`kafka_topic_partition_*\` are told once for a cluster, and not by every node: see
  the lag monitor.

Every controller tells what the metadata says of the cluster, such as \`offlinepartitionscount\`, active or not, as
Kafka's controllers do: take the highest, not the sum. The idle shares of network and request threads are both that
of the event loop, which does the work of either.

Partitions and topics have series of their own up to \`drave.metrics.series.max\`; the rest is summed under the
topic \`(other)\`. Counters of topics come with a series without labels, which is the sum of all. A counter begins
at zero with its process.
`;

function pageOf(described: readonly Described[]): string {
  const kinds = [
    ['Under the names of Kafka', 'kafka_'],
    ['Our own', 'drave_'],
    ['Of the process', ''],
  ] as const;
  const told = new Set<string>();
  const parts = kinds.map(([title, prefix]) => {
    const rows = described.filter(({ name }) => name.startsWith(prefix) && !told.has(name));
    for (const { name } of rows) told.add(name);
    const lines = rows.map(({ name, type, labels, help }) => {
      const named = labels.map((label) => `\`${label}\``).join(', ');
      return `| \`${name}\` | ${type} | ${named} | ${help.replaceAll('|', '\\|')} |`;
    });
    return [`## ${title}`, '', '| metric | type | labels | meaning |', '|---|---|---|---|', ...lines, ''].join('\n');
  });
  return [INTRODUCTION, ...parts].join('\n');
}

import type { LocalCluster } from '@drave/cluster';
import kafkajs from 'kafkajs';
import parsePrometheus, { type PrometheusFamily } from 'parse-prometheus-text-format';
import { expect, it } from 'vitest';
import { boundMs } from './bounds.js';
import { onCluster } from './cluster.js';

const topic = 'orders';
const records = 20;

/** What the dashboards and alert rules of Strimzi ask for, but for the figures of Java and of containers. */
const ofDashboards: readonly (readonly [name: string, ...labels: string[]])[] = [
  ...[
    ...['underreplicatedpartitions', 'partitioncount', 'leadercount', 'underminisrpartitioncount'],
    ...['isrexpands_total', 'isrshrinks_total'],
  ].map((what) => [`kafka_server_replicamanager_${what}`] as const),
  ...['atminisr', 'underminisr'].map((what) => [`kafka_cluster_partition_${what}`, 'topic', 'partition'] as const),
  ...[
    ...['activecontrollercount', 'offlinepartitionscount', 'activebrokercount', 'fencedbrokercount'],
    ...['globaltopiccount', 'globalpartitioncount', 'preferredreplicaimbalancecount'],
  ].map((what) => [`kafka_controller_kafkacontroller_${what}`] as const),
  ['kafka_controller_controllerstats_uncleanleaderelections_total'],
  ...[
    ...['bytesin', 'bytesout', 'messagesin', 'totalproducerequests', 'failedproducerequests'],
    ...['totalfetchrequests', 'failedfetchrequests'],
  ].map((what) => [`kafka_server_brokertopicmetrics_${what}_total`, 'topic'] as const),
  ['kafka_network_socketserver_networkprocessoravgidle_percent'],
  ['kafka_server_kafkarequesthandlerpool_requesthandleravgidle_percent'],
  ['kafka_server_socket_server_metrics_connection_count', 'listener'],
  ['kafka_log_log_size', 'topic', 'partition'],
  ['kafka_log_logmanager_offlinelogdirectorycount'],
  ...(process.platform === 'linux'
    ? ([
        ['kafka_server_kafkaserver_linux_disk_read_bytes'],
        ['kafka_server_kafkaserver_linux_disk_write_bytes'],
        ['process_open_fds'],
      ] as const)
    : []),
  ['kafka_server_raftmetrics_current_state', 'current_state'],
  ...[
    ...['current_leader', 'current_vote', 'current_epoch', 'high_watermark', 'log_end_offset'],
    ...['append_records_rate', 'fetch_records_rate', 'commit_latency_avg'],
  ].map((what) => [`kafka_server_raftmetrics_${what}`] as const),
  ...['incoming_byte', 'outgoing_byte', 'request', 'response'].map(
    (what) => [`kafka_server_raftchannelmetrics_${what}_total`] as const,
  ),
  ...['totaltimems', 'requestqueuetimems', 'localtimems', 'remotetimems', 'responsesendtimems'].map(
    (what) => [`kafka_network_requestmetrics_${what}`, 'request', 'quantile'] as const,
  ),
  ['kafka_coordinator_group_groupmetadatamanager_numgroups'],
];

interface Series {
  readonly name: string;
  readonly type: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What each node tells, as somebody else's parser understands it. */
async function scrape(cluster: LocalCluster): Promise<ReadonlyMap<string, readonly Series[]>> {
  const running = cluster.nodes.filter(({ state }) => state === 'running');
  const told = running.map(async ({ name, http: { host, port } }) => {
    const response = await fetch(`http://${host}:${port}/metrics`, { signal: AbortSignal.timeout(boundMs(30_000)) });
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4');
    const text = await response.text();
    const families = parsePrometheus(text);
    expect(families.map((family) => family.name)).toEqual(
      [...text.matchAll(/^# TYPE (\w+) /gm)].map(([, type]) => type),
    );
    return [name, families.flatMap((family) => seriesOf(family, text))] as const;
  });
  return new Map(await Promise.all(told));
}

/** The parser keeps one series of each histogram and summary, so these are read from the text. */
function seriesOf({ name, type, metrics }: PrometheusFamily, text: string): Series[] {
  const kind = type.toLowerCase();
  if (type !== 'HISTOGRAM' && type !== 'SUMMARY')
    return metrics.map(({ labels = {}, value }) => ({ name, type: kind, labels, value: Number(value) }));
  const lines = text.matchAll(new RegExp(`^(${name}(?:_bucket|_count|_sum)?)(?:\\{(.*)\\})? (\\S+)$`, 'gm'));
  return [...lines].map(([, series = '', labels = '', value]) => {
    const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', content = '']) => [label, content]);
    return { name: series, type: kind, labels: Object.fromEntries(pairs), value: Number(value) };
  });
}

/** Everything that only ever grows, by its name and labels. */
function countsOf(series: readonly Series[]): ReadonlyMap<string, number> {
  const growing = series.filter(
    ({ name, type }) => type === 'counter' || (type !== 'gauge' && /_(?:count|bucket)$/.test(name)),
  );
  return new Map(growing.map(({ name, labels, value }) => [`${name} ${JSON.stringify(labels)}`, value]));
}

function shrunk(before: readonly Series[], after: readonly Series[]): string[] {
  const then = countsOf(before);
  return [...countsOf(after)].flatMap(([key, value]) => (value < (then.get(key) ?? 0) ? [key] : []));
}

function sumOf(nodes: ReadonlyMap<string, readonly Series[]>, name: string, labels: Readonly<Record<string, string>>) {
  const matching = [...nodes.values()].flat().filter((series) => {
    return series.name === name && Object.entries(labels).every(([key, value]) => series.labels[key] === value);
  });
  return matching.reduce((sum, { value }) => sum + value, 0);
}

async function work(cluster: LocalCluster): Promise<void> {
  const brokers = cluster.bootstrap.map(({ host, port }) => `${host}:${port}`);
  const kafka = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING });
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  const consumer = kafka.consumer({ groupId: 'readers' });
  await producer.connect();
  await producer.send({ topic, messages: Array.from({ length: records }, (_, index) => ({ value: `${index}` })) });
  await producer.disconnect();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  let seen = 0;
  await new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    consumer
      .run({
        eachMessage: async () => {
          if (++seen === records) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
}

it('what dashboards for Kafka ask for is told under their names, and counts go back to nothing but zero', async () => {
  await onCluster({ controllers: 1, brokers: 2 }, async (cluster) => {
    await work(cluster);
    const first = await scrape(cluster);
    const all = [...first.values()].flat();
    const missing = ofDashboards.filter(
      ([name, ...labels]) =>
        !all.some((series) => series.name === name && labels.every((label) => label in series.labels)),
    );
    expect(missing).toEqual([]);
    expect(sumOf(first, 'kafka_server_brokertopicmetrics_messagesin_total', { topic })).toBe(records);
    expect(sumOf(first, 'kafka_server_brokertopicmetrics_bytesout_total', { topic })).toBeGreaterThan(records);
    expect(sumOf(first, 'kafka_controller_kafkacontroller_activecontrollercount', {})).toBe(1);
    expect(sumOf(first, 'kafka_server_raftmetrics_current_state', { current_state: 'leader' })).toBe(1);
    expect(sumOf(first, 'kafka_server_raftchannelmetrics_incoming_byte_total', {})).toBeGreaterThan(0);
    expect(sumOf(first, 'kafka_network_requestmetrics_totaltimems_count', { request: 'Produce' })).toBeGreaterThan(0);
    expect(sumOf(first, 'drave_raft_commit_seconds_count', {})).toBeGreaterThan(0);
    expect(sumOf(first, 'drave_coordinator_write_duration_seconds_count', { coordinator: 'group' })).toBeGreaterThan(0);
    expect(sumOf(first, 'drave_grpc_request_duration_seconds_count', {})).toBeGreaterThan(0);
    const second = await scrape(cluster);
    for (const [name, series] of second) expect(shrunk(first.get(name) ?? [], series)).toEqual([]);
    const [restarted = ''] = await cluster.restart('b1');
    const third = await scrape(cluster);
    const counted = (nodes: typeof first) =>
      sumOf(new Map([[restarted, nodes.get(restarted) ?? []]]), 'kafka_server_brokertopicmetrics_bytesout_total', {
        topic,
      });
    expect(counted(third)).toBe(0);
    await work(cluster);
    const fourth = await scrape(cluster);
    for (const [name, series] of fourth) {
      if (name !== restarted) expect(shrunk(second.get(name) ?? [], series)).toEqual([]);
      expect(shrunk(third.get(name) ?? [], series)).toEqual([]);
    }
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { constants, performance, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';
import { getHeapSpaceStatistics } from 'node:v8';
import type { Histogram, MetricLabels, Metrics } from '../metrics.js';

const US_PER_SECOND = 1_000_000;
const MS_PER_SECOND = 1_000;
const BYTES_PER_KIB = 1_024;
const GC_SECONDS_BUCKETS = [0.001, 0.01, 0.1, 1, 2, 5];

/**
 * The process figures that operators know from every other Node service, under the names and with the labels that
 * prom-client gives them. `nodejs_eventloop_lag_*` are not among them: prom-client's sampler wakes the process a
 * hundred times a second, and `createNodeMetrics` has those names from the timers of this process.
 *
 * Collections are watched from this call on, so that a process pays for it only when somebody scrapes.
 */
export function registerProcessMetrics(metrics: Metrics): void {
  registerCpu(metrics);
  registerMemory(metrics);
  registerDescriptors(metrics);
  registerActive(metrics);
  registerVersion(metrics);
  registerKafkaNames(metrics);
  observeCollections(metrics);
}

function registerCpu(metrics: Metrics): void {
  const counter = (what: string, help: string, read: (usage: NodeJS.CpuUsage) => number): void =>
    metrics.counterFrom(`process_cpu_${what}seconds_total`, help, () => read(process.cpuUsage()) / US_PER_SECOND);
  counter('user_', 'Total user CPU time spent in seconds.', ({ user }) => user);
  counter('system_', 'Total system CPU time spent in seconds.', ({ system }) => system);
  counter('', 'Total user and system CPU time spent in seconds.', ({ user, system }) => user + system);
  const startSeconds = Math.round(Date.now() / MS_PER_SECOND - process.uptime());
  metrics.gauge('process_start_time_seconds', 'Start time of the process since unix epoch in seconds.', () => {
    return startSeconds;
  });
}

function registerMemory(metrics: Metrics): void {
  const ofKernel = (name: string, help: string, field: string): void =>
    metrics.gauges(name, help, () => kernelBytes(field).map((bytes) => [{}, bytes] as const));
  if (process.platform === 'linux') {
    ofKernel('process_resident_memory_bytes', 'Resident memory size in bytes.', 'VmRSS');
    ofKernel('process_virtual_memory_bytes', 'Virtual memory size in bytes.', 'VmSize');
    ofKernel('process_heap_bytes', 'Process heap size in bytes.', 'VmData');
  } else
    metrics.gauge('process_resident_memory_bytes', 'Resident memory size in bytes.', () => process.memoryUsage.rss());
  const ofHeap = (name: string, what: string, read: (usage: NodeJS.MemoryUsage) => number): void =>
    metrics.gauge(`nodejs_${name}_bytes`, `${what} from Node.js in bytes.`, () => read(process.memoryUsage()));
  ofHeap('heap_size_total', 'Process heap size', ({ heapTotal }) => heapTotal);
  ofHeap('heap_size_used', 'Process heap size used', ({ heapUsed }) => heapUsed);
  ofHeap('external_memory', 'Node.js external memory size', ({ external }) => external);
  const ofSpaces = (what: string, field: 'space_size' | 'space_used_size' | 'space_available_size'): void =>
    metrics.gauges(
      `nodejs_heap_space_size_${what}_bytes`,
      `Process heap space size ${what} from Node.js in bytes.`,
      () =>
        getHeapSpaceStatistics().map((one) => [{ space: one.space_name.replace(/_space$/, '') }, one[field]] as const),
    );
  ofSpaces('total', 'space_size');
  ofSpaces('used', 'space_used_size');
  ofSpaces('available', 'space_available_size');
}

/** One number or none, where the kernel does not tell it. `/proc` never blocks. */
function kernelBytes(field: string): number[] {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(textOf('/proc/self/status'));
  return found === null ? [] : [Number(found[1]) * BYTES_PER_KIB];
}

function registerDescriptors(metrics: Metrics): void {
  if (process.platform !== 'linux') return;
  // Without the one that this very look has open.
  metrics.gauge('process_open_fds', 'Number of open file descriptors.', () => readdirSync('/proc/self/fd').length - 1);
  const limit = /^Max open files\s+(\d+)/m.exec(textOf('/proc/self/limits'));
  if (limit !== null)
    metrics.gauge('process_max_fds', 'Maximum number of open file descriptors.', () => Number(limit[1]));
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // A container may hide it; then the figure is missing, and the others are told.
    return '';
  }
}

function registerActive(metrics: Metrics): void {
  const register = (what: string, help: string, read: () => readonly string[]): void => {
    metrics.gauges(`nodejs_active_${what}`, help, () => countByType(read()));
    metrics.gauge(`nodejs_active_${what}_total`, `Total number of active ${what}.`, () => read().length);
  };
  const known = process as NodeJS.Process &
    Readonly<Record<'_getActiveHandles' | '_getActiveRequests', () => object[]>>;
  const typesOf = (objects: readonly object[]): string[] => objects.map((one) => one.constructor.name);
  register('resources', 'Number of active resources that keep the event loop alive, by their type.', () =>
    process.getActiveResourcesInfo(),
  );
  register('handles', 'Number of active libuv handles by the name of their class.', () =>
    typesOf(known._getActiveHandles()),
  );
  register('requests', 'Number of active libuv requests by the name of their class.', () =>
    typesOf(known._getActiveRequests()),
  );
}

/** Figures of the process that dashboards for Kafka ask for under the names of Kafka's metrics. */
function registerKafkaNames(metrics: Metrics): void {
  // One event loop does what threads of the network and of requests do in Kafka, so both are as idle as it is.
  let idle = 1;
  // The first scrape tells of the time since the start of the process.
  let before = { idle: 0, active: 0, utilization: 0 };
  metrics.beforeScrape(() => {
    const now = performance.eventLoopUtilization();
    idle = 1 - performance.eventLoopUtilization(now, before).utilization;
    before = now;
    return undefined;
  });
  const help = 'The share of the time since the last scrape, 0 to 1, for which the event loop had nothing to do.';
  metrics.gauge('kafka_network_socketserver_networkprocessoravgidle_percent', help, () => idle);
  metrics.gauge('kafka_server_kafkarequesthandlerpool_requesthandleravgidle_percent', help, () => idle);
  if (process.platform !== 'linux') return;
  for (const what of ['read', 'write'])
    metrics.gauges(
      `kafka_server_kafkaserver_linux_disk_${what}_bytes`,
      `Bytes that this process made the kernel ${what} ${what === 'read' ? 'from' : 'to'} a disk.`,
      () => {
        const found = new RegExp(`^${what}_bytes: (\\d+)$`, 'm').exec(textOf('/proc/self/io'));
        return found === null ? [] : [[{}, Number(found[1])] as const];
      },
    );
}

function countByType(types: readonly string[]): (readonly [MetricLabels, number])[] {
  const counts = new Map<string, number>();
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, count]) => [{ type }, count] as const);
}

function registerVersion(metrics: Metrics): void {
  const { version } = process;
  const [major = '', minor = '', patch = ''] = version.slice(1).split('.');
  metrics.gauge('nodejs_version_info', 'Node.js version info.', () => 1, { version, major, minor, patch });
}

function observeCollections(metrics: Metrics): void {
  const help = 'Garbage collection duration by kind, one of major, minor, incremental or weakcb.';
  const histograms = new Map<number, Histogram>();
  const kinds = [
    [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
    [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
    [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
    [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
  ] as const;
  for (const [code, kind] of kinds)
    histograms.set(code, metrics.histogram('nodejs_gc_duration_seconds', help, GC_SECONDS_BUCKETS, { kind }));
  // The type of an entry knows nothing of what entries of collections have besides.
  const note = (entry: PerformanceEntry & { readonly detail?: { readonly kind: number } }): void =>
    histograms.get(entry.detail?.kind ?? -1)?.observe(entry.duration / MS_PER_SECOND);
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ entryTypes: ['gc'] });
}

/**
 * One part of the benchmark `in-process`, in a process of its own in which nothing is warm yet. Its parameter is the
 * part, as JSON; it prints what it found as one line of JSON.
 */
import type { LocalCluster, LocalClusterOptions } from '@drave/cluster';

const part = JSON.parse(process.argv[2] ?? '') as InProcessPart;
const found = part.kind === 'start' ? await start(part) : await cycles(part);
process.stdout.write(`${JSON.stringify(found)}\n`);

export type InProcessPart =
  /** Starts clusters, one after another. */
  | StartPart
  /** Clusters of 1 + 3 side by side, each of which is started, loaded, loses a leader, is verified and closed. */
  | { readonly kind: 'cycles'; readonly clusters: number };

interface StartPart {
  readonly kind: 'start';
  readonly combined: boolean;
  readonly controllers: number;
  readonly starts: number;
  /** The test kit of the package that people install, in place of the modules of the workspace. */
  readonly kit?: string;
}

/** What something took. */
export interface Spent {
  readonly wallMs: number;
  /** Of all threads of the process. */
  readonly processorMs: number;
}

export interface FoundStarts {
  readonly load: Spent;
  readonly starts: readonly Spent[];
  /** Of the whole process, when the first cluster had started. */
  readonly residentBytes: number;
}

export interface FoundCycles {
  readonly whole: Spent;
  /** How long each cluster took from its start until it was closed. */
  readonly cycleMs: readonly number[];
  /** From the kill of a leader until every partition took records again. */
  readonly killMs: readonly number[];
  readonly acknowledged: number;
  /** Elections and fenced brokers that no kill explains: what clusters suffer from each other, or from the machine. */
  readonly disturbances: number;
  readonly residentBytes: number;
}

async function start({ combined, controllers, starts, kit }: StartPart): Promise<FoundStarts> {
  const [startCluster, load] = await spent(() => (kit === undefined ? starterOfModules() : starterOfKit(kit)));
  const taken: Spent[] = [];
  let residentBytes = 0;
  for (let count = 0; count < starts; count++) {
    const [cluster, took] = await spent(() => startCluster({ combined, controllers, logLevel: 'warn' }));
    taken.push(took);
    if (count === 0) residentBytes = process.memoryUsage.rss();
    await cluster.close();
  }
  return { load, starts: taken, residentBytes };
}

type StartCluster = (options: LocalClusterOptions) => Promise<LocalCluster>;

async function starterOfModules(): Promise<StartCluster> {
  const cluster = await import('@drave/cluster');
  return (options) => cluster.LocalCluster.start(cluster.inProcessRuntime({ storage: 'disk' }), options);
}

async function starterOfKit(kit: string): Promise<StartCluster> {
  const { startCluster } = (await import(kit)) as { readonly startCluster: StartCluster };
  return startCluster;
}

async function cycles({ clusters }: Extract<InProcessPart, { kind: 'cycles' }>): Promise<FoundCycles> {
  const all = () => Promise.all(Array.from({ length: clusters }, cycle));
  const [each, whole] = await spent(all);
  return {
    whole,
    cycleMs: each.map(({ cycleMs }) => cycleMs),
    killMs: each.map(({ killMs }) => killMs),
    acknowledged: each.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
    disturbances: each.reduce((sum, { disturbances }) => sum + disturbances, 0),
    residentBytes: process.memoryUsage.rss(),
  };
}

async function cycle() {
  const { inProcessRuntime, LocalCluster } = await import('@drave/cluster');
  const startedMs = performance.now();
  const options = { controllers: 1, brokers: 3, logLevel: 'warn' } as const;
  const cluster = await LocalCluster.start(inProcessRuntime({ storage: 'disk' }), options);
  try {
    const load = cluster.load('orders', { rate: 100 });
    await load.waitForAcknowledgements();
    const killedMs = performance.now();
    const [killed = ''] = await cluster.kill('leader:orders/0', { wait: false });
    await load.waitForAcknowledgements();
    const killMs = performance.now() - killedMs;
    const { stats } = await load.verify();
    const { length: elections } = cluster.events.filter(({ kind }) => kind === 'controller');
    const fenced = cluster.events.filter(({ kind, node }) => kind === 'fenced' && node !== killed);
    const disturbances = Math.max(0, elections - 1) + fenced.length;
    return { cycleMs: performance.now() - startedMs, killMs, acknowledged: stats.acknowledged, disturbances };
  } finally {
    await cluster.close();
  }
}

async function spent<T>(body: () => Promise<T>): Promise<[T, Spent]> {
  const [beganMs, before] = [performance.now(), process.cpuUsage()];
  const result = await body();
  const { user, system } = process.cpuUsage(before);
  return [result, { wallMs: performance.now() - beganMs, processorMs: (user + system) / 1_000 }];
}

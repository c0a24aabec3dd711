import { readdirSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { assert } from '@drave/base';

/** The machine as a reader needs it to judge figures; nothing that would name it. */
export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
}

export function describeMachine(): Machine {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGb: Math.round(totalmem() / 1e9),
    system: `${type()} ${release().split('.').slice(0, 2).join('.')}`,
    node: process.version,
  };
}

const TICKS_PER_SECOND = 100;

/** Processor seconds that a process has used in its own code and in the kernel. */
export interface ProcessorTime {
  readonly user: number;
  readonly system: number;
}

/** Its own and that of its children that have ended. Undefined where the system does not say. */
export function processorTime(processId: number): ProcessorTime | undefined {
  const text = readProcess(processId, 'stat');
  if (text === undefined) return undefined;
  // The command name, in brackets, may hold anything; what follows it is plain.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const seconds = (own: number, children: number): number =>
    (Number(fields[own]) + Number(fields[children])) / TICKS_PER_SECOND;
  return { user: seconds(11, 13), system: seconds(12, 14) };
}

/** Of the children of this process that have ended, in seconds. Undefined where the system does not say. */
function endedChildrenSeconds(): number | undefined {
  const fields = readProcess(process.pid, 'stat')?.split(') ').at(-1)?.split(' ');
  return fields === undefined ? undefined : (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
}

/** What one `node -e 0` takes here: the unit in which other processes are told, so that machines can be compared. */
interface BareNode {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

/** Enough of them that the kernel's ticks of 10 ms do not show. */
const BARE_NODES = 40;

export function measureBareNode(): BareNode {
  const before = endedChildrenSeconds();
  const startedMs = performance.now();
  for (let count = 0; count < BARE_NODES; count++) spawnSync(process.execPath, ['-e', '0']);
  const wallSeconds = (performance.now() - startedMs) / 1_000 / BARE_NODES;
  const after = endedChildrenSeconds();
  assert(before !== undefined && after !== undefined, 'this system tells what children used (Linux)');
  return { cpuSeconds: (after - before) / BARE_NODES, wallSeconds };
}

/** What a process has done since it started, all its threads together. */
export interface ProcessActivity {
  readonly cpuSeconds: number;
  /** Voluntary context switches: it slept, and something woke it. */
  readonly wakeUps: number;
  /** Involuntary ones: somebody else had the processor. */
  readonly preemptions: number;
  /** What it caused to be written to a disk. */
  readonly bytesToDisk: number;
}

/** Undefined where the system does not say. */
export function processActivity(processId: number): ProcessActivity | undefined {
  const cpu = processorTime(processId);
  const io = readProcess(processId, 'io');
  if (cpu === undefined || io === undefined) return undefined;
  let [wakeUps, preemptions] = [0, 0];
  for (const thread of readdirSync(`/proc/${processId}/task`)) {
    const status = readProcess(processId, `task/${thread}/status`) ?? '';
    wakeUps += numberAfter('voluntary_ctxt_switches', status);
    preemptions += numberAfter('nonvoluntary_ctxt_switches', status);
  }
  return { cpuSeconds: cpu.user + cpu.system, wakeUps, preemptions, bytesToDisk: numberAfter('write_bytes', io) };
}

function numberAfter(name: string, text: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
}

/** Memory that belongs to no file, in bytes; undefined where the system does not say. */
export function anonymousBytes(processId: number): number | undefined {
  const kilobytes = numberAfter('RssAnon', readProcess(processId, 'status') ?? '');
  return kilobytes === 0 ? undefined : kilobytes * 1024;
}

/** Resident memory in bytes; undefined where the system does not say. */
export function residentBytes(processId: number): number | undefined {
  const match = /^VmRSS:\s+(\d+) kB/m.exec(readProcess(processId, 'status') ?? '');
  return match === null ? undefined : Number(match[1]) * 1024;
}

/** Seconds that all processors together were busy, with anything, since the machine started. */
export function busySeconds(): number {
  let busyMs = 0;
  for (const { times } of cpus()) busyMs += times.user + times.nice + times.sys + times.irq;
  return busyMs / 1000;
}

function readProcess(processId: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${processId}/${file}`, 'utf8');
  } catch {
    // Gone, or a system without /proc: either way nothing is known.
    return undefined;
  }
}

import { readdirSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { assert } from '@drave/base';

/** What a reader must know of the machine to judge figures; nothing that identifies it. */
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

/** The processor time of a process and its ended children. Undefined on a system without /proc. */
export function processorTime(processId: number): ProcessorTime | undefined {
  const text = readProcess(processId, 'stat');
  if (text === undefined) return undefined;
  // The command name, in brackets, may contain spaces and brackets; the fields behind it do not.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const seconds = (own: number, children: number): number =>
    (Number(fields[own]) + Number(fields[children])) / TICKS_PER_SECOND;
  return { user: seconds(11, 13), system: seconds(12, 14) };
}

/** Processor seconds of the ended children of this process. Undefined on a system without /proc. */
function endedChildrenSeconds(): number | undefined {
  const fields = readProcess(process.pid, 'stat')?.split(') ').at(-1)?.split(' ');
  return fields === undefined ? undefined : (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
}

/** What one `node -e 0` takes on this machine: the unit for other processes, by which machines can be compared. */
interface BareNode {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

/** How many processes are measured together, so that the kernel's resolution of 10 ms does not matter. */
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

/** What a process has done since its start, with all its threads. */
export interface ProcessActivity {
  readonly cpuSeconds: number;
  /** Voluntary context switches: the process slept until something woke it. */
  readonly wakeUps: number;
  /** Involuntary context switches: the kernel gave the processor to another process. */
  readonly preemptions: number;
  /** Bytes that it caused to be written to disks. */
  readonly bytesToDisk: number;
}

/** The activity of a process; undefined on a system without /proc. */
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

/** Anonymous resident memory in bytes; undefined on a system without /proc. */
export function anonymousBytes(processId: number): number | undefined {
  const kilobytes = numberAfter('RssAnon', readProcess(processId, 'status') ?? '');
  return kilobytes === 0 ? undefined : kilobytes * 1024;
}

/** Resident memory in bytes; undefined on a system without /proc. */
export function residentBytes(processId: number): number | undefined {
  const match = /^VmRSS:\s+(\d+) kB/m.exec(readProcess(processId, 'status') ?? '');
  return match === null ? undefined : Number(match[1]) * 1024;
}

/** The busy seconds of all processors together since the machine started. */
export function busySeconds(): number {
  let busyMs = 0;
  for (const { times } of cpus()) busyMs += times.user + times.nice + times.sys + times.irq;
  return busyMs / 1000;
}

function readProcess(processId: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${processId}/${file}`, 'utf8');
  } catch {
    // The process has ended, or the system has no /proc.
    return undefined;
  }
}

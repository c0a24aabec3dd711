import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';

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

const ticksPerSecond = 100;

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
    (Number(fields[own]) + Number(fields[children])) / ticksPerSecond;
  return { user: seconds(11, 13), system: seconds(12, 14) };
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

import { present } from '@drave/base';
import type { ControlRequest, CorruptedBatch, FaultFacts } from '@drave/cluster/running';
import { printJson, printTable } from '../output.js';
import { UsageError } from '../parse.js';
import type { Terminal } from '../terminal.js';
import { ask, type TimedOptions } from './local-request.js';

/** Options of `disk`, `corrupt`, `clock`, `fail` and their like; durations in ms. */
export interface FaultOptions extends TimedOptions {
  /** True without a number of bytes. */
  readonly full?: number | true;
  readonly slow?: number;
  readonly failing?: boolean;
  /** True without a share. */
  readonly flipBits?: number | true;
  readonly directory?: string;
  readonly heal?: boolean;
  readonly offset?: number;
  readonly drift?: number;
  readonly api?: string;
  readonly method?: string;
  readonly error?: string;
  readonly delay?: number;
  readonly drop?: boolean;
  readonly disconnect?: boolean;
  readonly times?: number;
  readonly on?: string;
  readonly topic?: string;
  readonly partition?: number;
}

export async function localDisk(terminal: Terminal, nodes: string, options: FaultOptions): Promise<void> {
  const { full, slow: slowMs, failing, flipBits, directory, heal = false } = options;
  const faults = present({
    fullAfterBytes: full === true ? 0 : full,
    slowMs,
    failing,
    flipBitsShare: flipBits === true ? 1 : flipBits,
  });
  if (heal && Object.keys(faults).length > 0)
    throw new UsageError('--heal ends what is wrong with a disk: give nothing else beside it');
  const verb = heal ? 'healDisk' : 'disk';
  const done = heal ? 'healed' : Object.keys(faults).length === 0 ? '' : diskWords(options);
  await strike(terminal, verb, nodes, { ...faults, ...present({ directory }) }, done, options);
}

export async function localClock(terminal: Terminal, nodes: string, options: FaultOptions): Promise<void> {
  const { offset: offsetMs, drift: driftPpm } = options;
  const isWrong = offsetMs !== undefined || driftPpm !== undefined;
  const words = [
    ...(offsetMs === undefined ? [] : [`${Math.abs(offsetMs)} ms ${offsetMs < 0 ? 'behind' : 'ahead'}`]),
    ...(driftPpm === undefined ? [] : [`gaining ${driftPpm} millionths`]),
  ];
  const done = isWrong ? words.join(', ') : 'right again';
  await strike(terminal, 'clock', nodes, present({ offsetMs, driftPpm }), done, options);
}

async function strike(
  terminal: Terminal,
  verb: 'disk' | 'healDisk' | 'clock',
  expression: string,
  fault: ControlRequest['fault'],
  done: string,
  options: FaultOptions,
): Promise<void> {
  const request = { verb, nodes: expression, fault } as const;
  const { cluster, result: nodes, tookMs } = await ask<readonly string[]>(terminal, request, options);
  if (options.output === 'json') printJson(terminal, { cluster, verb, expression, ...fault, nodes, tookMs });
  else if (nodes.length === 0) terminal.line('there was nothing to heal');
  else {
    const meant = expression === nodes.join(',') ? '' : `${expression} → `;
    terminal.line(`${meant}${nodes.join(', ')} ${done} (${tookMs} ms)`);
  }
}

function diskWords({ full, slow, failing, flipBits }: FaultOptions): string {
  return [
    ...(full === undefined ? [] : [full === true ? 'full' : `full after ${full} bytes`]),
    ...(slow === undefined ? [] : [`slow by ${slow} ms`]),
    ...(failing === true ? ['failing'] : []),
    ...(flipBits === undefined ? [] : ['reading wrong bits']),
  ].join(', ');
}

export async function localCorrupt(
  terminal: Terminal,
  nodes: string,
  replica: string,
  options: FaultOptions,
): Promise<void> {
  const request = { verb: 'corrupt', nodes, fault: { replica, ...present({ offset: options.offset }) } } as const;
  const { cluster, result, tookMs } = await ask<readonly CorruptedBatch[]>(terminal, request, options);
  if (options.output === 'json') printJson(terminal, { cluster, verb: 'corrupt', replica, corrupted: result, tookMs });
  else
    for (const { node, file, position, baseOffset, lastOffset } of result)
      terminal.line(
        `${node} ${file}: byte ${position} changed, in the batch of offsets ${baseOffset} to ${lastOffset}`,
      );
}

export async function localFail(terminal: Terminal, options: FaultOptions): Promise<void> {
  const { api, method, error, delay: delayMs, drop, disconnect, times, on = '', topic, partition } = options;
  if ((api === undefined) === (method === undefined))
    throw new UsageError('which requests? Give --api for those of Kafka clients, or --method for those of the SDK');
  if (method !== undefined && (topic !== undefined || partition !== undefined))
    throw new UsageError('--topic and --partition choose among the requests of an --api, not of a --method');
  const fault = present({ api, method, error, delayMs, drop, disconnect, times, topic, partition });
  const { cluster, result, tookMs } = await ask<FaultFacts>(terminal, { verb: 'fail', nodes: on, fault }, options);
  if (options.output === 'json') printJson(terminal, { cluster, verb: 'fail', ...result, tookMs });
  else terminal.line(`${result.name}: ${result.about} on ${result.brokers.join(', ')} (${tookMs} ms)`);
}

export async function localUnfail(terminal: Terminal, names: readonly string[], options: FaultOptions): Promise<void> {
  const request: Partial<ControlRequest> = { verb: 'unfail', fault: { names: [...names] } };
  const { cluster, result: ended, tookMs } = await ask<readonly string[]>(terminal, request, options);
  if (options.output === 'json') printJson(terminal, { cluster, verb: 'unfail', ended, tookMs });
  else terminal.line(ended.length === 0 ? 'no requests failed' : `${ended.join(', ')} ended (${tookMs} ms)`);
}

export async function localFaults(terminal: Terminal, options: FaultOptions): Promise<void> {
  const { cluster, result } = await ask<readonly FaultFacts[]>(terminal, { verb: 'faults' }, options);
  if (options.output === 'json') printJson(terminal, { cluster, faults: result });
  else {
    const rows = result.map(({ name, about, brokers, hits }) => [name, about, brokers.join(','), `${hits}`]);
    printTable(terminal, ['name', 'fault', 'brokers', 'hits'], rows);
  }
}

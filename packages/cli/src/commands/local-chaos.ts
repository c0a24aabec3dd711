import { DraveError, present, isError } from '@drave/base';
import type { ChaosEntry, ChaosReport } from '@drave/cluster';
import { askSupervisor, chaosVerbs, Registry, type ChaosVerb } from '@drave/cluster/running';
import { parse } from 'yaml';
import { printJson } from '../output.js';
import { UsageError } from '../parse.js';
import type { Terminal } from '../terminal.js';
import { plural } from './cluster-overview.js';
import type { TimedOptions } from './local-request.js';

export interface ChaosCommandOptions extends TimedOptions {
  /** In ms. */
  readonly for?: number;
  readonly faults?: number;
  readonly seed?: number;
  /** A file. */
  readonly plan?: string;
  readonly only?: readonly string[];
  readonly clients?: boolean;
  readonly allowLoss?: boolean;
}

/**
 * Breaks and heals a cluster until the time is over, the plan is at its end, or the user interrupts it. Prints each
 * fault when it is over, and what has come of all of them.
 *
 * @throws DraveError CANCELLED after an interruption, REQUEST_TIMED_OUT when the cluster is not healthy at the end.
 */
export async function localChaos(terminal: Terminal, options: ChaosCommandOptions): Promise<void> {
  const { output, timeout, faults, seed, clients, allowLoss } = options;
  const entry = new Registry().find(options.cluster);
  const plan = options.plan === undefined ? undefined : await readPlan(terminal, options.plan);
  const verbs = options.only?.map(chaosVerb);
  const chaos = present({ forMs: options.for, faults, seed, plan, verbs, clients, allowLoss });
  const onTold = (item: unknown): void => {
    if (output === 'table') terminal.line(entryText(item as ChaosEntry));
  };
  const signal = terminal.interruption();
  const request = { verb: 'chaos', chaos, ...present({ timeoutMs: timeout }) } as const;
  const answer = await askSupervisor(entry, request, { onTold, signal, onWaiting: terminal.note });
  const report = answer as ChaosReport;
  if (output === 'json') printJson(terminal, { cluster: entry.name, ...report });
  else terminal.line(summaryOf(report));
  if (report.problem !== undefined) throw new DraveError('REQUEST_TIMED_OUT', report.problem);
  if (report.ended === 'interrupted') throw new DraveError('CANCELLED', 'the chaos was interrupted');
}

async function readPlan(terminal: Terminal, path: string): Promise<unknown> {
  try {
    return parse(Buffer.from(await terminal.readFile(path)).toString('utf8'));
  } catch (reason) {
    const why = isError(reason) ? (reason.message.split('\n')[0] ?? '') : String(reason);
    throw new DraveError('INVALID_REQUEST', `${path} is no plan in YAML or JSON: ${why}`);
  }
}

function chaosVerb(text: string): ChaosVerb {
  const found = chaosVerbs.find((verb) => verb === text);
  if (found !== undefined) return found;
  throw new UsageError(`'${text}' is no verb of chaos: use some of ${chaosVerbs.join(', ')}`);
}

function entryText(entry: ChaosEntry): string {
  const { verb, nodes, others, partition, oneWay, api, struck, startMs, endMs, outcome, detail } = entry;
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`.padStart(8);
  const meant = struck.join(', ');
  const words = [
    verb,
    oneWay === true ? '--one-way' : '',
    partition ?? '',
    diskText(entry),
    api ?? '',
    nodes ?? '',
    others ?? '',
  ];
  const what = words.filter((word) => word !== '').join(' ');
  const arrow = meant === '' || meant === nodes ? '' : ` → ${meant}`;
  const end = outcome === 'struck' ? '' : `  ${outcome}: ${detail}`;
  return `${seconds(startMs)} –${seconds(endMs)}  ${what}${arrow}${end}`;
}

function diskText({ fullAfterBytes, slowMs, failing, flipBitsShare }: ChaosEntry): string {
  const kinds = { '--full': fullAfterBytes, '--slow': slowMs, '--failing': failing, '--flip-bits': flipBitsShare };
  return Object.entries(kinds)
    .flatMap(([name, value]) => (value === undefined ? [] : [name]))
    .join(' ');
}

function summaryOf({ seed, timeline, tookMs, healthy, ended }: ChaosReport): string {
  const struck = timeline.filter(({ outcome }) => outcome === 'struck').length;
  const skipped = timeline.filter(({ outcome }) => outcome === 'skipped').length;
  const from = seed === undefined ? '' : `seed ${seed}: `;
  const left = skipped === 0 ? '' : `, ${skipped} skipped`;
  const how = ended === 'interrupted' ? ', interrupted' : '';
  const end = healthy ? 'everything is healed and healthy' : 'the cluster is not healthy';
  return `${from}${plural(struck, 'fault')} in ${(tookMs / 1_000).toFixed(1)} s${left}${how}; ${end}`;
}

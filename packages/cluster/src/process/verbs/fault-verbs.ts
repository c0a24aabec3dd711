import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { DraveError, errors, present, type Bytes, type ErrorCode, type Millis, type Offset } from '@drave/base';
import type { ApiFault, FaultRule } from '@drave/env/faulty';
import type { NodeConfig } from '@drave/node/config';
import type { Expression, WaitOptions } from '../../options.js';
import { waitUntil } from '../effects.js';
import type { ManagedNode } from '../local-node.js';
import { CLIENTS } from '../network/cluster-network.js';
import { requireBrokers, textOf, type ClusterNodes } from './cluster-nodes.js';
import { corruptReplica, type CorruptedBatch } from './corrupt.js';
import { parseTopicPartition } from './leadership-verbs.js';

/** What is wrong with a disk; several at once are possible. */
export interface DiskFaults {
  /** It has no room for more than so many bytes beyond what lies there: 0 for a full disk. */
  readonly fullAfterBytes?: Bytes;
  /** Every write and every sync takes so much longer. */
  readonly slowMs?: Millis;
  /** Everything fails with EIO. */
  readonly failing?: boolean;
  /** In this share of the reads, between 0 and 1, one bit is wrong. */
  readonly flipBitsShare?: number;
  /** Only this log directory: its path, or the last part of it. Default: all of the node. */
  readonly directory?: string;
}

export interface ClockFaults {
  /** How far the wall clock is ahead, or behind when below 0. */
  readonly offsetMs?: Millis;
  /** How much it gains, or loses when below 0, from now on, in millionths. */
  readonly driftPpm?: number;
}

/** Which requests a fault is about: those of Kafka clients by `api`, those of the SDK and its like by `method`. */
export type RequestMatch = RequestScope & (ApiMatch | MethodMatch);

interface RequestScope {
  /** Default: every broker. */
  readonly broker?: Expression;
  /** How many requests to each broker; default: until it is removed. */
  readonly times?: number;
}

interface ApiMatch {
  /** A name of the protocol: Produce. */
  readonly api: string;
  readonly method?: undefined;
  /** Only requests that are about this topic, or about this partition of it. */
  readonly topic?: string;
  readonly partition?: number;
}

interface MethodMatch {
  /** Of gRPC, as service and method: DataService/Produce. Of a stream each message that a client sends is a request. */
  readonly method: string;
  readonly api?: undefined;
}

/** What happens to them: they are not carried out, or later. */
export type RequestFault =
  | { readonly error: ErrorCode }
  | { readonly delayMs: Millis }
  /**
   * No answer, nor to what comes behind it on its connection; that ends when the fault is removed. Of a gRPC method:
   * nor to what comes behind it on its stream.
   */
  | { readonly drop: true }
  | { readonly disconnect: true };

/** A fault of requests that is in force. */
export interface FaultHandle {
  /** What `unfail` calls it: f1. */
  readonly name: string;
  /** What it does to what, in words. */
  readonly about: string;
  readonly brokers: readonly string[];
  /** How many requests it has struck. */
  readonly hits: number;
  remove(): Promise<void>;
  /** Resolves when it has struck so many requests; default 1. */
  waitForHit(times?: number, options?: WaitOptions): Promise<void>;
}

/** Faults inside nodes: of disks, clocks and requests. Each verb resolves when the nodes have them in force. */
export class FaultVerbs {
  private readonly nodes: ClusterNodes;
  private readonly requests = new Map<string, Pick<FaultHandle, 'about' | 'brokers'>>();
  private nextRequest = 1;

  constructor(nodes: ClusterNodes) {
    this.nodes = nodes;
  }

  async disk(expression: Expression, faults: DiskFaults): Promise<readonly string[]> {
    checkDisk(faults);
    const nodes = await this.select(expression);
    for (const node of nodes)
      for (const directory of directoriesOf(node, faults.directory))
        for (const [kind, rules] of Object.entries(diskRules(directory, faults)))
          this.faults.put(node.name, `disk:${kind}:${directory}`, rules);
    await this.apply(nodes);
    this.report(nodes, 'disk', diskText(faults));
    return nodes.map((node) => node.name);
  }

  /** Changes a byte of a replica on the disk of each node, whether the node runs or not. */
  async corrupt(expression: Expression, partition: string, offset?: Offset): Promise<readonly CorruptedBatch[]> {
    const of = parseTopicPartition(partition);
    const nodes = await this.nodes.select(expression);
    return nodes.map((node) => {
      const corrupted = corruptReplica(node.name, directoriesOf(node, undefined), of, offset);
      const { file, position, baseOffset, lastOffset } = corrupted;
      this.report([node], 'disk', `${file} corrupted at ${position}, in the batch ${baseOffset} to ${lastOffset}`);
      return corrupted;
    });
  }

  /** Ends what is wrong with disks. */
  async healDisk(expression: Expression, directory?: string): Promise<readonly string[]> {
    const nodes = await this.select(expression);
    return this.end(nodes, 'disk', (node, place) => {
      const wanted = directory === undefined ? undefined : directoriesOf(node, directory);
      return place.startsWith('disk:') && (wanted?.some((path) => place.endsWith(`:${path}`)) ?? true);
    });
  }

  async clock(expression: Expression, { offsetMs = 0, driftPpm = 0 }: ClockFaults): Promise<readonly string[]> {
    for (const [name, value] of Object.entries({ offsetMs, driftPpm }))
      if (!Number.isFinite(value)) throw new DraveError('INVALID_REQUEST', `${name} ${value}: give a number`);
    const nodes = await this.select(expression);
    const isRight = offsetMs === 0 && driftPpm === 0;
    const rule: FaultRule = { target: 'clock', wallOffsetMs: Math.round(offsetMs), driftPpm };
    for (const node of nodes) this.faults.put(node.name, 'clock', isRight ? [] : [rule]);
    await this.apply(nodes);
    const drift = driftPpm === 0 ? '' : `, and gains ${driftPpm} millionths`;
    this.report(nodes, 'clock', isRight ? 'healed' : `the wall clock is ${offsetMs} ms off${drift}`);
    return nodes.map((node) => node.name);
  }

  async on(match: RequestMatch, what: RequestFault): Promise<FaultHandle> {
    const rule = requestRule(match, faultOf(what));
    const nodes = await this.select(match.broker ?? 'brokers');
    requireBrokers(nodes);
    const name = `f${this.nextRequest++}`;
    for (const node of nodes) this.faults.put(node.name, placeOf(name), [rule]);
    await this.apply(nodes).catch(async (reason: unknown) => {
      for (const node of nodes) this.faults.take(node.name, isOf([name]));
      await this.apply(nodes);
      throw reason;
    });
    const facts = { about: aboutText(rule), brokers: nodes.map((node) => node.name) };
    this.requests.set(name, facts);
    this.report(nodes, 'request', `${name}: ${facts.about}`);
    return this.handle(name, facts);
  }

  /** Ends faults of requests: those of these names, or all. Resolves with the names of those that ended. */
  async unfail(names: readonly string[] = []): Promise<readonly string[]> {
    const unknown = names.find((name) => !this.requests.has(name));
    if (unknown !== undefined)
      throw new DraveError(
        'INVALID_REQUEST',
        `no fault of requests is called '${unknown}'; there are ${[...this.requests.keys()].join(', ') || 'none'}`,
      );
    const ending = names.length === 0 ? [...this.requests.keys()] : names;
    const nodes = this.nodes.all.filter((node) => this.faults.places(node.name).some(isOf(ending)));
    await this.end(nodes, 'request', (_node, place) => isOf(ending)(place));
    for (const name of ending) this.requests.delete(name);
    return ending;
  }

  /** The faults of requests that are in force. */
  get handles(): readonly FaultHandle[] {
    return [...this.requests].map(([name, facts]) => this.handle(name, facts));
  }

  /** Ends every fault inside these nodes, by default inside all. Resolves with the names of those that had one. */
  async heal(expression?: Expression): Promise<readonly string[]> {
    const names =
      expression === undefined
        ? undefined
        : textOf(expression)
            .split(',')
            .filter((part) => part.trim() !== CLIENTS);
    const nodes = names === undefined ? this.nodes.all : names.length === 0 ? [] : await this.nodes.select(names);
    const concerned = nodes.filter((node) => this.faults.places(node.name).length > 0);
    for (const node of concerned) this.faults.take(node.name, () => true);
    await this.apply(concerned);
    for (const name of this.requests.keys()) if (!this.isInForce(name)) this.requests.delete(name);
    if (concerned.length > 0) this.report(concerned, 'disk', 'healed');
    return concerned.map((node) => node.name);
  }

  /** Nodes that can be told of faults. @throws DraveError INVALID_REQUEST. */
  private async select(expression: Expression): Promise<readonly ManagedNode[]> {
    const nodes = await this.nodes.select(expression);
    const paused = nodes.find((node) => node.state === 'paused');
    if (paused !== undefined)
      throw new DraveError('INVALID_REQUEST', `${paused.name} is paused, and hears nothing: resume it first`);
    const deaf = nodes.find((node) => configOf(node).faults?.fromStandardInput !== true);
    if (deaf === undefined) return nodes;
    throw new DraveError('INVALID_REQUEST', `${deaf.name} is not configured with faults.fromStandardInput`);
  }

  private get faults() {
    return this.nodes.parts.faults;
  }

  private isInForce(name: string): boolean {
    return this.nodes.all.some((node) => this.faults.places(node.name).includes(placeOf(name)));
  }

  private async end(
    nodes: readonly ManagedNode[],
    kind: 'disk' | 'request',
    isMeant: (node: ManagedNode, place: string) => boolean,
  ): Promise<readonly string[]> {
    const healed = nodes.filter((node) => this.faults.take(node.name, (place) => isMeant(node, place)));
    await this.apply(healed);
    if (healed.length > 0) this.report(healed, kind, 'healed');
    return healed.map((node) => node.name);
  }

  /** Those that are down hear of it when they start. */
  private async apply(nodes: readonly ManagedNode[]): Promise<void> {
    const outcomes = await Promise.allSettled(nodes.map((node) => node.applyFaults()));
    const failed = outcomes.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  private report(nodes: readonly ManagedNode[], kind: 'disk' | 'clock' | 'request', detail: string): void {
    if (nodes.length > 0) this.nodes.parts.report(nodes.map((node) => node.name).join(','), kind, detail);
  }

  private handle(name: string, { about, brokers }: Pick<FaultHandle, 'about' | 'brokers'>): FaultHandle {
    const hits = (): number => this.faults.hits(placeOf(name));
    return {
      name,
      about,
      brokers,
      get hits() {
        return hits();
      },
      remove: async () => {
        if (this.requests.has(name)) await this.unfail([name]);
      },
      waitForHit: async (times = 1, options = {}) => {
        const missing = (): string | undefined => {
          if (hits() >= times) return undefined;
          if (!this.requests.has(name)) throw new DraveError('INVALID_REQUEST', `the fault ${name} has ended`);
          return `${hits()} of ${times} requests have met it`;
        };
        await waitUntil(`the fault ${name} strikes`, missing, { ...options, signal: this.nodes.closing });
      },
    };
  }
}

function placeOf(name: string): string {
  return `request:${name}`;
}

function isOf(names: readonly string[]): (place: string) => boolean {
  return (place) => names.some((name) => place === placeOf(name));
}

/** @throws DraveError INVALID_REQUEST. */
function requestRule(match: RequestMatch, fault: ApiFault): RequestRule {
  const window = match.times === undefined ? {} : { count: match.times };
  if (match.method !== undefined) return { target: 'method', method: match.method, ...window, fault };
  const { api, topic, partition } = match;
  if (partition !== undefined && topic === undefined)
    throw new DraveError('INVALID_REQUEST', `partition ${partition} of which topic? Name one`);
  return { target: 'api', api, ...present({ topic, partition }), ...window, fault };
}

/** A fault of requests in words: `Produce of orders/0: NOT_LEADER_OR_FOLLOWER, 3 times`. */
function aboutText(rule: RequestRule): string {
  const { fault, count: times } = rule;
  const what = { error: '', delay: '', drop: 'no answer', disconnect: 'disconnected' }[fault.kind];
  const detail = fault.kind === 'error' ? fault.code : fault.kind === 'delay' ? `late by ${fault.delayMs} ms` : what;
  return `${subjectOf(rule)}: ${detail}${times === undefined ? '' : `, ${times} times`}`;
}

function subjectOf(rule: RequestRule): string {
  if (rule.target === 'method') return rule.method;
  const { api, topic, partition } = rule;
  return `${api}${topic === undefined ? '' : ` of ${topic}${partition === undefined ? '' : `/${partition}`}`}`;
}

type RequestRule = Extract<FaultRule, { readonly target: 'api' | 'method' }>;

/** @throws DraveError INVALID_REQUEST. */
function faultOf(what: RequestFault): ApiFault {
  if ('error' in what) {
    if (Object.hasOwn(errors, what.error)) return { kind: 'error', code: what.error };
    throw new DraveError('INVALID_REQUEST', `'${what.error}' is no error of Kafka's: NOT_LEADER_OR_FOLLOWER is one`);
  }
  if ('delayMs' in what) {
    if (what.delayMs > 0 && Number.isFinite(what.delayMs)) return { kind: 'delay', delayMs: what.delayMs };
    throw new DraveError('INVALID_REQUEST', `delayMs ${what.delayMs}: give more than 0`);
  }
  if ('drop' in what) return { kind: 'drop' };
  if ('disconnect' in what) return { kind: 'disconnect' };
  throw new DraveError('INVALID_REQUEST', 'what happens to the requests? Give an error, a delay, drop or disconnect');
}

/** @throws DraveError INVALID_REQUEST. */
function checkDisk({ fullAfterBytes, slowMs, failing, flipBitsShare }: DiskFaults): void {
  if (fullAfterBytes === undefined && slowMs === undefined && failing !== true && flipBitsShare === undefined)
    throw new DraveError('INVALID_REQUEST', 'what is wrong with the disk? It is full, slow, failing, or flips bits');
  if (fullAfterBytes !== undefined && !(Number.isSafeInteger(fullAfterBytes) && fullAfterBytes >= 0))
    throw new DraveError('INVALID_REQUEST', `fullAfterBytes ${fullAfterBytes}: give a number of bytes`);
  if (slowMs !== undefined && !(slowMs > 0 && Number.isFinite(slowMs)))
    throw new DraveError('INVALID_REQUEST', `slowMs ${slowMs}: give more than 0`);
  if (flipBitsShare !== undefined && !(flipBitsShare > 0 && flipBitsShare <= 1))
    throw new DraveError('INVALID_REQUEST', `flipBitsShare ${flipBitsShare}: give more than 0, and at most 1`);
}

/** By kind, so that a disk may be full and slow at once, and slow in one way only. */
function diskRules(
  directory: string,
  { fullAfterBytes, slowMs, failing, flipBitsShare }: DiskFaults,
): Readonly<Record<string, readonly FaultRule[]>> {
  const error = { kind: 'error', errno: 'EIO' } as const;
  return {
    ...(fullAfterBytes === undefined
      ? {}
      : { full: [{ target: 'space', directory, afterBytes: fullAfterBytes } as const] }),
    ...(failing === true
      ? {
          failing: [
            { target: 'disk', directory, operation: 'any', fault: error } as const,
            { target: 'store', directory, operation: 'any', fault: error } as const,
          ],
        }
      : {}),
    ...(slowMs === undefined
      ? {}
      : {
          slow: [
            ...(['write', 'sync'] as const).map(
              (operation) =>
                ({ target: 'disk', directory, operation, fault: { kind: 'slow', delayMs: slowMs } }) as const,
            ),
            { target: 'store', directory, operation: 'batch', fault: { kind: 'slow', delayMs: slowMs } } as const,
          ],
        }),
    ...(flipBitsShare === undefined
      ? {}
      : {
          flipBits: [
            {
              target: 'disk',
              directory,
              operation: 'read',
              fault: { kind: 'flipBits', share: flipBitsShare },
            } as const,
          ],
        }),
  };
}

function diskText({ fullAfterBytes, slowMs, failing, flipBitsShare, directory }: DiskFaults): string {
  const wrong = [
    fullAfterBytes === undefined ? '' : fullAfterBytes === 0 ? 'is full' : `is full after ${fullAfterBytes} bytes`,
    slowMs === undefined ? '' : `is slow by ${slowMs} ms`,
    failing === true ? 'fails' : '',
    flipBitsShare === undefined ? '' : `flips bits in a share of ${flipBitsShare} of the reads`,
  ].filter((text) => text !== '');
  return `${directory === undefined ? 'the disk' : directory} ${wrong.join(' and ')}`;
}

/** As it was written for the node, and may have been changed since. */
function configOf(node: ManagedNode): Pick<NodeConfig, 'dataDirectories' | 'faults'> {
  return JSON.parse(readFileSync(node.configFile, 'utf8')) as NodeConfig;
}

/** The log directories of a node that are meant: all, or one by its path or the last part of it. */
function directoriesOf(node: ManagedNode, wanted: string | undefined): readonly string[] {
  const { dataDirectories } = configOf(node);
  if (wanted === undefined) return dataDirectories;
  const found = dataDirectories.filter((path) => path === wanted || basename(path) === wanted);
  if (found.length > 0) return found;
  const names = dataDirectories.map((path) => basename(path)).join(', ');
  throw new DraveError('INVALID_REQUEST', `${node.name} has no log directory '${wanted}'; there are ${names}`);
}

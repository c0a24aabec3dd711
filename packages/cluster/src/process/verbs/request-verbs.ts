import { rm } from 'node:fs/promises';
import { DraveError, type Bytes } from '@drave/base';
import type { RequestFilter } from '../../cluster-view.js';
import type { Expression } from '../../options.js';
import { isBroker } from '../../plan.js';
import type { ManagedNode } from '../local-node.js';
import { createRecording, RecordingFile } from '../requests/recording-file.js';
import { connectionKey } from '../requests/replay-connection.js';
import { replay, type ReplayOptions, type ReplayReport, type ToldAnswer } from '../requests/replay.js';
import { RequestLog, type RequestLogParts } from '../requests/request-log.js';
import { RequestRecording } from '../requests/request-recording.js';
import { requireBrokers, type ClusterNodes } from './cluster-nodes.js';

/** Which requests of Kafka clients are seen, and how many of them are kept. */
export interface RequestsOptions {
  /** Kafka's names of APIs: `Produce`. Default: all. */
  readonly api?: string | readonly string[];
  /** Only requests with this client id. */
  readonly client?: string;
  /** Default: every broker, also those that are added later; else those that the expression means now. */
  readonly broker?: Expression;
  /** From 1 to 1,000,000; the oldest are dropped for those that come. Default 10,000. */
  readonly keepMax?: number;
}

export interface RecordOptions extends Omit<RequestsOptions, 'keepMax'> {
  /** The file takes no more than so many bytes; later requests are counted as dropped. Default 1 GiB. */
  readonly bytesMax?: Bytes;
}

const RECORDING_BYTES_MAX: Bytes = 1024 * 1024 * 1024;
const KEEP_MAX_DEFAULT = 10_000;
const KEEP_MAX_MAX = 1_000_000;

/** Requests of Kafka clients, seen from inside the brokers. */
export class RequestVerbs {
  private readonly nodes: ClusterNodes;
  private readonly logs = new Set<RequestLog>();

  constructor(nodes: ClusterNodes) {
    this.nodes = nodes;
  }

  async watch({ api = [], client, broker, keepMax = KEEP_MAX_DEFAULT }: RequestsOptions): Promise<RequestLog> {
    if (!Number.isSafeInteger(keepMax) || keepMax < 1 || keepMax > KEEP_MAX_MAX)
      throw new DraveError('INVALID_REQUEST', `keepMax ${keepMax}: give a whole number from 1 to ${KEEP_MAX_MAX}`);
    return this.open({ apis: [api].flat(), clientId: client, withFrames: false }, broker, { keepMax });
  }

  /** @throws DraveError INVALID_REQUEST when there is a file of this name already. */
  async record(
    path: string,
    { api = [], client, broker, bytesMax = RECORDING_BYTES_MAX }: RecordOptions,
  ): Promise<RequestRecording> {
    if (!Number.isSafeInteger(bytesMax) || bytesMax < 1)
      throw new DraveError(
        'INVALID_REQUEST',
        `bytesMax ${bytesMax}: give a number of bytes, e.g. ${RECORDING_BYTES_MAX}`,
      );
    const file = await createRecording(path);
    const recording = new RequestRecording(path, file, bytesMax);
    const filter = { apis: [api].flat(), clientId: client, withFrames: true };
    const onTold: RequestLogParts['onTold'] = (node, told) => recording.take(node, told);
    try {
      recording.begin(await this.open(filter, broker, { keepMax: KEEP_MAX_DEFAULT, onTold }));
    } catch (reason) {
      await recording.stop();
      await rm(path);
      throw reason;
    }
    return recording;
  }

  async replay(path: string, options: ReplayOptions): Promise<ReplayReport> {
    const { closing, parts, all } = this.nodes;
    if (parts.tls !== undefined)
      throw new DraveError('INVALID_REQUEST', 'requests are replayed without TLS: start the cluster without it');
    await using recording = await RecordingFile.open(path);
    const told = new Map<string, ToldAnswer[]>();
    const onTold: RequestLogParts['onTold'] = ({ name }, { clientPort, sequence, errorCode }) => {
      const key = connectionKey(name, clientPort);
      const known = told.get(key);
      if (known === undefined) told.set(key, [{ sequence, errorCode }]);
      else known.push({ sequence, errorCode });
    };
    const everything = { apis: [], clientId: undefined, withFrames: false };
    await using _log = await this.open(everything, undefined, { keepMax: 1, onTold });
    const { kafkaEndpointOf: endpointOf } = parts;
    return await replay(recording, { brokers: all.filter(isBroker), endpointOf, told, closing }, options);
  }

  private async open(
    filter: RequestFilter,
    broker: Expression | undefined,
    kept: Pick<RequestLogParts, 'keepMax' | 'onTold'>,
  ): Promise<RequestLog> {
    const { view, closing, parts } = this.nodes;
    const { timeline, endpointOf } = parts;
    const log = new RequestLog({
      view,
      timeline,
      brokers: await this.brokers(broker),
      endpointOf,
      filter,
      closing,
      ...kept,
    });
    await log.open();
    this.logs.add(log);
    return log;
  }

  /** Resolves with what it is given when the brokers that run tell every log that is open of their requests. */
  async seenIn<Result>(result: Result): Promise<Result> {
    for (const log of this.logs) if (log.isClosed) this.logs.delete(log);
    await Promise.all([...this.logs].map((log) => log.begun()));
    return result;
  }

  private async brokers(expression: Expression | undefined): Promise<() => readonly ManagedNode[]> {
    if (expression === undefined) return () => this.nodes.all.filter(isBroker);
    const chosen = await this.nodes.select(expression);
    requireBrokers(chosen);
    return () => chosen;
  }
}

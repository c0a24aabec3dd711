import { DraveError } from '@drave/base';
import type { RequestFilter } from '../../cluster-view.js';
import type { Expression } from '../../options.js';
import { isBroker } from '../../plan.js';
import type { ManagedNode } from '../local-node.js';
import { RequestLog } from '../requests/request-log.js';
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
    const filter: RequestFilter = { apis: [api].flat(), clientId: client, withFrames: false };
    const { view, closing, parts } = this.nodes;
    const { timeline, endpointOf } = parts;
    const brokers = await this.brokers(broker);
    const log = new RequestLog({ view, timeline, brokers, endpointOf, filter, keepMax, closing });
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

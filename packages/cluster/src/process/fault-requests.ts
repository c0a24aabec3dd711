import { DraveError, present, type ErrorCode } from '@drave/base';
import * as z from 'zod';
import type { LocalCluster } from './local-cluster.js';
import type { FaultHandle, RequestFault, RequestMatch } from './verbs/fault-verbs.js';

export const faultVerbs = ['disk', 'healDisk', 'corrupt', 'clock', 'fail', 'unfail', 'faults'] as const;

export type FaultVerb = (typeof faultVerbs)[number];

/** What a request says of a fault inside nodes; what it means is checked by the verb. */
export const faultRequest = z.object({
  fullAfterBytes: z.number().optional(),
  slowMs: z.number().optional(),
  failing: z.boolean().optional(),
  flipBitsShare: z.number().optional(),
  directory: z.string().optional(),
  /** Of a clock. */
  offsetMs: z.number().optional(),
  driftPpm: z.number().optional(),
  /** Of a record that `corrupt` looks for. */
  offset: z.number().optional(),
  /** Whose replica it corrupts: `orders/0`. */
  replica: z.string().optional(),
  api: z.string().optional(),
  /** Of gRPC, instead of an API. */
  method: z.string().optional(),
  topic: z.string().optional(),
  partition: z.number().optional(),
  times: z.number().optional(),
  error: z.string().optional(),
  delayMs: z.number().optional(),
  drop: z.boolean().optional(),
  disconnect: z.boolean().optional(),
  /** Of those that `unfail` ends. */
  names: z.array(z.string()).optional(),
});

type FaultRequest = z.infer<typeof faultRequest>;

/** A fault of requests as `fail` and `faults` tell it. */
export type FaultFacts = Pick<FaultHandle, 'name' | 'about' | 'brokers' | 'hits'>;

/** Has a cluster carry out a verb of faults inside nodes. @throws DraveError. */
export async function carryOutFault(
  cluster: LocalCluster,
  verb: FaultVerb,
  nodes: string,
  asked: FaultRequest,
): Promise<unknown> {
  switch (verb) {
    case 'disk': {
      const { fullAfterBytes, slowMs, failing, flipBitsShare, directory } = asked;
      return cluster.disk(nodes, present({ fullAfterBytes, slowMs, failing, flipBitsShare, directory }));
    }
    case 'healDisk':
      return cluster.healDisk(nodes, asked.directory);
    case 'corrupt':
      return cluster.corrupt(nodes, asked.replica ?? '', asked.offset);
    case 'clock':
      return cluster.clock(nodes, present({ offsetMs: asked.offsetMs, driftPpm: asked.driftPpm }));
    case 'fail': {
      const broker = nodes === '' ? undefined : nodes;
      return factsOf(await cluster.faults.on({ ...matchOf(asked), ...present({ broker }) }, faultOf(asked)));
    }
    case 'unfail':
      return cluster.faults.unfail(asked.names);
    case 'faults':
      return cluster.faults.handles.map(factsOf);
  }
}

function factsOf({ name, about, brokers, hits }: FaultHandle): FaultFacts {
  return { name, about, brokers, hits };
}

/** @throws DraveError INVALID_REQUEST unless it is about an API or about a method. */
function matchOf({ api, method, topic, partition, times }: FaultRequest): RequestMatch {
  if ((api === undefined) === (method === undefined))
    throw new DraveError('INVALID_REQUEST', 'which requests? Give an API of Kafka clients, or a gRPC method');
  if (api !== undefined) return { api, ...present({ topic, partition, times }) };
  if (topic === undefined && partition === undefined) return { method: method ?? '', ...present({ times }) };
  throw new DraveError('INVALID_REQUEST', 'a topic chooses among the requests of an API, not among those of a method');
}

/** @throws DraveError INVALID_REQUEST unless it is one thing. */
function faultOf({ error, delayMs, drop, disconnect }: FaultRequest): RequestFault {
  const named: readonly (RequestFault | undefined)[] = [
    error === undefined ? undefined : { error: error as ErrorCode },
    delayMs === undefined ? undefined : { delayMs },
    drop === true ? { drop } : undefined,
    disconnect === true ? { disconnect } : undefined,
  ];
  const [fault, ...others] = named.filter((one) => one !== undefined);
  if (fault !== undefined && others.length === 0) return fault;
  throw new DraveError('INVALID_REQUEST', 'one thing happens to requests: give an error, a delay, drop or disconnect');
}

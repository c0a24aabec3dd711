import { decoded, int, long, rows, string } from '../notation.js';
import { INT_MAX, type ConfigOf } from '../row.js';
import { KIB, MIB } from './units.js';

const SYSTEM_BUFFERS = 'Accepted and without effect: the size of socket buffers is the operating system’s choice.';
const ONE_LOOP = 'Accepted and without effect: one event loop serves all connections and partitions.';

/** The Kafka listeners: connections, requests, responses, and Kafka’s thread pools, which do not exist here. */
// biome-ignore format: what a row says in words has a line of its own.
export const listenerRows = rows({
  'background.threads': int({ scope: 'cluster', default: 10, min: 1, doc: ONE_LOOP }),
  'connection.failed.authentication.delay.ms': int({ scope: 'file', default: 100, min: 0,
    doc: 'How long a client that has failed to authenticate with SASL waits for its answer, before its connection ends.' }),
  'connections.max.idle.ms': long({ scope: 'file', default: 600_000, min: -1,
    doc: 'A connection on which nothing is asked for so long is closed; -1 keeps them all.' }),
  'connections.max.reauth.ms': long({ scope: 'file', default: 0, min: 0, example: 3_600_000,
    doc: 'On listeners with SASL: after so long a client has to authenticate again, or its connection ends with its next request; 0 for never, except when its token expires.' }),
  'fetch.max.bytes': int({ scope: 'file', default: 55 * MIB, min: 1024,
    doc: 'The largest answer to one consumer’s fetch.' }),
  'group.coordinator.threads': int({ scope: 'file', default: 4, min: 1, doc: ONE_LOOP }),
  'max.connection.creation.rate': int({ scope: 'file', default: INT_MAX, min: 0, example: 1000,
    doc: 'Connections that are accepted in a second; those above it wait.' }),
  'max.connections': int({ scope: 'file', default: INT_MAX, min: 0, example: 10_000,
    doc: 'The most connections of the Kafka listeners together; further ones are closed at once.' }),
  'max.connections.per.ip': int({ scope: 'file', default: INT_MAX, min: 0, example: 100,
    doc: 'The most connections from one address; further ones are closed at once.' }),
  'max.connections.per.ip.overrides': decoded(countsByAddress, string({ scope: 'file', default: '',
    check: addressCounts, example: '127.0.0.1:200',
    doc: 'Other bounds than max.connections.per.ip for single addresses: address:count pairs, separated by commas.' })),
  'max.incremental.fetch.session.cache.slots': int({ scope: 'file', default: 1000, min: 0,
    doc: 'How many incremental fetch sessions are kept; a consumer that gets none sends whole requests.' }),
  'max.request.partition.size.limit': int({ scope: 'file', default: 2000, min: 1,
    doc: 'The most partitions in one answer to DescribeTopicPartitions; further ones come with the next page.' }),
  'num.io.threads': int({ scope: 'cluster', default: 8, min: 1, doc: ONE_LOOP }),
  'num.network.threads': int({ scope: 'cluster', default: 3, min: 1, doc: ONE_LOOP }),
  'queued.max.request.bytes': long({ scope: 'file', default: -1, min: -1, example: 128 * MIB,
    doc: 'Accepted and without effect: requests that wait are bounded by the broker’s memory pool.' }),
  'queued.max.requests': int({ scope: 'file', default: 500, min: 1,
    doc: 'Accepted and without effect: requests that wait are bounded by bytes, not by their number.' }),
  'quota.window.num': int({ scope: 'file', default: 11, min: 1,
    doc: 'Samples over which the rates of clients with limits are measured.' }),
  'quota.window.size.seconds': int({ scope: 'file', default: 1, min: 1,
    doc: 'Length of one of the samples over which the rates of clients are measured.' }),
  'request.timeout.ms': int({ scope: 'file', default: 30_000, min: 1,
    doc: 'Accepted and without effect: where the client names no bound, a request to another node may take 30 seconds.' }),
  'sasl.server.max.receive.size': int({ scope: 'file', default: 512 * KIB, min: 1024,
    doc: 'The largest request of a client that has not authenticated yet.' }),
  'socket.listen.backlog.size': int({ scope: 'file', default: 50, min: 1,
    doc: 'Connections that the system holds before they are accepted. Accepted and without effect: Node’s own bound is used.' }),
  'socket.receive.buffer.bytes': int({ scope: 'file', default: 102_400, min: -1, doc: SYSTEM_BUFFERS }),
  'socket.request.max.bytes': int({ scope: 'file', default: 100 * MIB, min: 1,
    doc: 'The largest request; a connection that announces a larger one is closed.' }),
  'socket.send.buffer.bytes': int({ scope: 'file', default: 102_400, min: -1, doc: SYSTEM_BUFFERS }),
});

export type ListenerConfig = ConfigOf<typeof listenerRows>;

const ADDRESS_COUNT = /^[^,\s]+:\d{1,10}$/;

function addressCounts(text: string): string | undefined {
  const sound = pairsOf(text).every((pair) => ADDRESS_COUNT.test(pair) && addressAndCount(pair)[1] <= INT_MAX);
  return sound ? undefined : 'address:count pairs separated by commas';
}

function countsByAddress(text: string): ReadonlyMap<string, number> {
  return new Map(pairsOf(text).map(addressAndCount));
}

function addressAndCount(pair: string): readonly [address: string, count: number] {
  const colon = pair.lastIndexOf(':');
  return [pair.slice(0, colon), Number(pair.slice(colon + 1))];
}

function pairsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(',').map((pair) => pair.trim());
}

import { type ConfigRow, INT_MAX, rowOf } from './row.js';

/**
 * Keys of the Kafka listener: connections, frames, fetches; and those of Kafka's thread pools, which have no work here.
 */
export function connectionRows(): ConfigRow[] {
  return [...listenerRows(), ...requestRows(), ...threadRows(), ...quotaRows()];
}

function listenerRows(): ConfigRow[] {
  return [
    rowOf(
      'max.connections',
      'int',
      'file',
      String(INT_MAX),
      'The most connections of the Kafka listeners together; further ones are closed at once.',
      { min: 0, example: '10000' },
    ),
    rowOf(
      'max.connections.per.ip',
      'int',
      'file',
      String(INT_MAX),
      'The most connections from one address; further ones are closed at once.',
      { min: 0, example: '100' },
    ),
    rowOf(
      'max.connections.per.ip.overrides',
      'string',
      'file',
      '',
      'Other bounds than max.connections.per.ip for single addresses: address:count pairs, separated by commas.',
      { check: addressCounts, example: '127.0.0.1:200' },
    ),
    rowOf(
      'max.connection.creation.rate',
      'int',
      'file',
      String(INT_MAX),
      'Connections that are accepted in a second; those above it wait.',
      { min: 0, example: '1000' },
    ),
    rowOf(
      'connections.max.idle.ms',
      'long',
      'file',
      '600000',
      'A connection on which nothing is asked for so long is closed; -1 keeps them all.',
      { min: -1 },
    ),
    rowOf(
      'connection.failed.authentication.delay.ms',
      'int',
      'file',
      '100',
      'Accepted and without effect: there is no authentication by password yet.',
      { min: 0 },
    ),
    rowOf(
      'socket.listen.backlog.size',
      'int',
      'file',
      '50',
      'Connections that the system holds before they are accepted. Accepted and without effect: Node’s own bound is used.',
      { min: 1 },
    ),
    rowOf('socket.send.buffer.bytes', 'int', 'file', '102400', systemBuffers, { min: -1 }),
    rowOf('socket.receive.buffer.bytes', 'int', 'file', '102400', systemBuffers, { min: -1 }),
  ];
}

const systemBuffers = 'Accepted and without effect: the size of socket buffers is the operating system’s choice.';

function requestRows(): ConfigRow[] {
  return [
    rowOf(
      'socket.request.max.bytes',
      'int',
      'file',
      '104857600',
      'The largest request; a connection that announces a larger one is closed.',
      { min: 1 },
    ),
    rowOf(
      'queued.max.request.bytes',
      'long',
      'file',
      '-1',
      'Accepted and without effect: requests that wait are bounded by the broker’s memory pool.',
      { min: -1, example: '134217728' },
    ),
    rowOf(
      'queued.max.requests',
      'int',
      'file',
      '500',
      'Accepted and without effect: requests that wait are bounded by bytes, not by their number.',
      { min: 1 },
    ),
    rowOf(
      'request.timeout.ms',
      'int',
      'file',
      '30000',
      'How long a request to another node may take where the client named no bound itself.',
      { min: 1 },
    ),
    rowOf(
      'max.incremental.fetch.session.cache.slots',
      'int',
      'file',
      '1000',
      'How many incremental fetch sessions are kept; a consumer that gets none sends whole requests.',
      { min: 0 },
    ),
    rowOf(
      'max.request.partition.size.limit',
      'int',
      'file',
      '2000',
      'The most partitions in one answer to DescribeTopicPartitions; further ones come with the next page.',
      { min: 1 },
    ),
    rowOf(
      'controlled.shutdown.max.retries',
      'int',
      'file',
      '3',
      'Accepted and without effect: a broker that stops asks until the controller lets it go.',
      { min: 0 },
    ),
  ];
}

function threadRows(): ConfigRow[] {
  const none = 'Accepted and without effect: one event loop serves all connections and partitions.';
  return [
    rowOf('num.network.threads', 'int', 'cluster', '3', none, { min: 1 }),
    rowOf('num.io.threads', 'int', 'cluster', '8', none, { min: 1 }),
    rowOf('background.threads', 'int', 'cluster', '10', none, { min: 1 }),
    rowOf(
      'num.replica.fetchers',
      'int',
      'cluster',
      '1',
      'Accepted and without effect: a follower holds one stream to each leader.',
      { min: 1 },
    ),
    rowOf('group.coordinator.threads', 'int', 'file', '4', none, { min: 1 }),
  ];
}

function quotaRows(): ConfigRow[] {
  const none = 'Accepted and without effect: no rate of clients is bounded yet.';
  const number = 'Windows over which the rate of throttled replication is measured.';
  const size = 'Length of one of the windows over which the rate of throttled replication is measured.';
  return [
    rowOf('quota.window.num', 'int', 'file', '11', none, { min: 1 }),
    rowOf('quota.window.size.seconds', 'int', 'file', '1', none, { min: 1 }),
    rowOf('replication.quota.window.num', 'int', 'file', '11', number, { min: 1 }),
    rowOf('replication.quota.window.size.seconds', 'int', 'file', '1', size, { min: 1 }),
  ];
}

const ADDRESS_COUNT = /^[^,\s]+:\d{1,10}$/;

function addressCounts(text: string): string | undefined {
  const sound =
    text === '' || text.split(',').every((part) => ADDRESS_COUNT.test(part.trim()) && countOf(part) <= INT_MAX);
  return sound ? undefined : 'address:count pairs separated by commas';
}

function countOf(pair: string): number {
  return Number(pair.slice(pair.lastIndexOf(':') + 1));
}

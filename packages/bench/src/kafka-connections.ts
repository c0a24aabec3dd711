import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { assert, type Endpoint } from '@drave/base';
import type { BenchCluster } from './bench-cluster.js';
import { residentBytes } from './machine.js';
import { round, type Measurement } from './measurement.js';

/**
 * A request of ApiVersions, version 0, with correlation id 7 and no client id: the smallest request of a Kafka client.
 */
const API_VERSIONS_REQUEST = Buffer.from('0000000a00120000000000' + '07ffff', 'hex');

/**
 * Measures by how much the resident memory of a broker grows with connections that have sent one request and are idle
 * then.
 */
export async function measureConnections(bench: BenchCluster, connections: number): Promise<Measurement[]> {
  const node = bench.cluster.nodes.find(({ kafka }) => kafka !== undefined);
  assert(node?.kafka !== undefined && node.processId !== undefined, 'a broker has a Kafka listener');
  const held: Socket[] = [];
  const open = async (count: number): Promise<void> => {
    for (let at = 0; at < count; at += 50) {
      const some = Array.from({ length: Math.min(50, count - at) }, () => connectAndRequest(node.kafka as Endpoint));
      held.push(...(await Promise.all(some)));
    }
  };
  // The first connections also cause the memory of code that is compiled on first use.
  await open(50);
  await sleep(2_000);
  const before = residentBytes(node.processId) ?? 0;
  await open(connections);
  await sleep(2_000);
  const after = residentBytes(node.processId) ?? 0;
  const alive = held.filter((socket) => !socket.destroyed).length;
  for (const socket of held) socket.destroy();
  return [
    { name: `kafka connections held`, value: alive - 50, unit: 'count', better: 'higher' },
    { name: 'kafka connections memory', value: round((after - before) / 1e6), unit: 'MB', better: 'lower' },
    { name: 'kafka connections broker', value: round(after / 1e6), unit: 'MB', better: 'lower' },
  ];
}

/** Opens a connection, and resolves when its request is answered. */
function connectAndRequest(endpoint: Endpoint): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: endpoint.host, port: endpoint.port }, () => socket.write(API_VERSIONS_REQUEST));
    socket.once('error', reject);
    socket.once('data', () => {
      socket.off('error', reject);
      // A connection that the broker closes is noticed when connections are counted.
      socket.on('error', () => {});
      socket.resume();
      resolve(socket);
    });
  });
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoint } from '@drave/base';
import type { localV1 } from '@drave/rpc';
import type { BrokerView, ClusterView, PartitionView, QuorumView } from '../cluster-view.js';
import type { ProcessRuntime } from '../process/runtime.js';

/**
 * A node that keeps only the promises a supervisor relies on: it binds its port, prints the ready line, shuts down on
 * SIGTERM and ends when its stdin closes. Plain JavaScript, so that it starts from sources and from `dist` alike.
 */
const script = `
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
const config = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { id, name, roles } = config.node;
const mode = process.env['FAKE_NODE_' + name] ?? 'good';
if (mode === 'broken') {
  console.error('the disk is on fire');
  process.exit(3);
}
// A node that has lost its disk, say: it gets ready, and ends when it is asked for the first time.
const server = createServer((socket) => (mode === 'short-lived' ? process.exit(4) : socket.end(String(id))));
server.listen(config.listeners.grpc.port, config.listeners.grpc.host, () => {
  if (mode === 'silent') return;
  console.log('an ordinary line');
  console.log(JSON.stringify({ event: 'ready', name, nodeId: id, roles, pid: process.pid, clusterId: config.cluster.id,
    endpoints: { grpc: config.listeners.grpc, http: config.listeners.http } }));
});
process.on('SIGTERM', () => { if (mode !== 'stubborn') process.exit(0); });
process.on('SIGINT', () => {});
process.stdin.on('end', () => process.exit(0)).resume();
`;

export interface FakeRuntime extends ProcessRuntime {
  /** Data directories that were formatted, in order. */
  readonly formatted: string[];
}

/** The lowest running node is the active controller; every running broker is unfenced and in sync for `t/0`. */
export function fakeRuntime(directory: string): FakeRuntime {
  const file = join(directory, 'fake-node.mjs');
  writeFileSync(file, script);
  const formatted: string[] = [];
  return {
    formatted,
    async format(config) {
      formatted.push(...config.dataDirectories);
    },
    command: (configFile) => [process.execPath, file, configFile],
    view: (endpoints) => fakeView(endpoints),
  };
}

function fakeView(endpoints: () => readonly Endpoint[]): ClusterView {
  const ids = async (): Promise<number[]> => Promise.all(endpoints().map(askId));
  let epoch = 1;
  return {
    async quorum(): Promise<QuorumView> {
      const alive = await ids();
      return { leaderId: alive.length === 0 ? undefined : Math.min(...alive), epoch, voters: alive };
    },
    async brokers(): Promise<readonly BrokerView[]> {
      return (await ids()).map((id) => ({ id, fenced: false }));
    },
    async partitions(topic = 't'): Promise<readonly PartitionView[]> {
      const alive = await ids();
      return [{ topic, partition: 0, leader: Math.max(...alive), replicas: alive, isr: alive }];
    },
    async addVoter() {},
    async removeVoter() {},
    async unregisterBroker() {},
    async electLeaders(_kind, partitions) {
      return partitions.map((one) => ({ ...one, errorCode: 'ELECTION_NOT_NEEDED', errorMessage: 'it leads already' }));
    },
    async setReplicas() {},
    async stepDown() {
      epoch += 1;
    },
    async *watch() {},
    async *watchRequests(node, _filter, signal) {
      yield { requests: [fakeRequest(await askId(node))], dropped: 0 };
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    },
    async close() {},
  };
}

/** What a client has asked a broker that has this id. */
function fakeRequest(sequence: number): localV1.ClientRequest {
  return {
    ...{ api: 'Produce', apiKey: 0, apiVersion: 9, correlationId: 1, clientId: 'billing', sequence },
    ...{ clientHost: '127.0.0.1', clientPort: 40_000, listener: 'PLAINTEXT', connectionId: 1, frameBytes: 100 },
    ...{ receivedWallMs: 0, receivedUs: 0, tookUs: 1_500, topics: [{ name: 't', partitions: [0, 1] }] },
    ...{ outcome: 'ANSWERED', errorCode: 6, frame: new Uint8Array() },
  };
}

/** Proof that the node really listens on its own port: it answers with its id. */
async function askId(endpoint: Endpoint): Promise<number> {
  const { connect } = await import('node:net');
  return new Promise((resolve, reject) => {
    const socket = connect(endpoint.port, endpoint.host);
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('end', () => resolve(Number(answer)));
    socket.on('error', reject);
  });
}

import { DraveError, type NodeId } from '@drave/base';
import type { Admin } from '@drave/client';
import type { adminV1 } from '@drave/rpc';
import { known, table, type Failure, type View } from '../output.js';
import type { Terminal } from '../terminal.js';
import { show, type ShowOptions } from './show.js';

export function listBrokers(terminal: Terminal, options: ShowOptions): Promise<number> {
  return show(terminal, options, async (client) => {
    const brokers = await client.admin().brokers.list();
    return {
      document: brokers,
      names: brokers.map(({ id }) => String(id)),
      parts: [
        table(brokers, {
          id: ({ id }) => id,
          state: {
            cell: ({ state }) => state.toLowerCase().replaceAll('_', ' '),
            colour: ({ state }) => (state === 'RUNNING' ? 'green' : 'yellow'),
          },
          rack: ({ rack }) => (rack === '' ? null : rack),
          replicas: ({ replicaCount }) => replicaCount,
          leaders: ({ leaderCount }) => leaderCount,
          listen: ({ listeners }) => listeners.map(listenerText).join(','),
        }),
      ],
    };
  });
}

/** A listener as Kafka writes it, such as `PLAINTEXT://127.0.0.1:9092`; that of the SDK is `grpc://…`. */
function listenerText({ name, endpoint: { host, port } }: adminV1.BrokerListener): string {
  return `${name === 'GRPC' ? 'grpc' : name}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

export interface BrokerDiskOptions extends ShowOptions {
  /** Over what sizes are summed; 'replica' lists each replica. */
  readonly by: 'directory' | 'topic' | 'replica';
  readonly topic?: string;
}

interface BrokerDisk {
  readonly brokerId: NodeId;
  readonly directories: readonly adminV1.LogDirectory[];
  readonly replicas: readonly adminV1.Replica[];
}

/**
 * Prints the contents of the log directories of running brokers. Resolves with the exit code: 1 when a broker did not
 * answer.
 */
export function brokerDisk(
  terminal: Terminal,
  brokerIds: readonly NodeId[],
  options: BrokerDiskOptions,
): Promise<number> {
  return show(terminal, options, async (client) => {
    const admin = client.admin();
    const failures: Failure[] = [];
    const disks: BrokerDisk[] = [];
    for (const brokerId of brokerIds.length > 0 ? brokerIds : (await admin.brokers.list()).map(({ id }) => id)) {
      try {
        disks.push(await readDisk(admin, brokerId, options));
      } catch (reason) {
        failures.push({ error: DraveError.from(reason), subject: `broker ${brokerId}` });
      }
    }
    return { ...views[options.by](disks), failures };
  });
}

const views: Readonly<Record<BrokerDiskOptions['by'], (disks: readonly BrokerDisk[]) => View>> = {
  directory: viewOfDirectories,
  topic: viewOfTopics,
  replica: viewOfReplicas,
};

async function readDisk(admin: Admin, brokerId: NodeId, { by, topic }: BrokerDiskOptions): Promise<BrokerDisk> {
  if (by === 'directory' && topic === undefined)
    return { brokerId, directories: await admin.brokers.logDirectories(brokerId), replicas: [] };
  const replicas = await admin.brokers.replicas(brokerId, topic ?? '');
  const directories = by === 'directory' ? await admin.brokers.logDirectories(brokerId) : [];
  return { brokerId, directories: directories.map((one) => countedIn(one, replicas)), replicas };
}

/** The directory with the count and the bytes of only those of the replicas that are in it. */
function countedIn(directory: adminV1.LogDirectory, all: readonly adminV1.Replica[]): adminV1.LogDirectory {
  const replicas = all.filter((one) => one.directory === directory.path);
  return { ...directory, replicaCount: replicas.length, replicaBytes: bytesOf(replicas) };
}

function bytesOf(replicas: readonly adminV1.Replica[]): number {
  return replicas.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

function viewOfDirectories(disks: readonly BrokerDisk[]): View {
  const all = disks.flatMap(({ brokerId, directories }) => directories.map((one) => ({ brokerId, ...one })));
  return {
    document: all.map((one) => ({ ...one, totalBytes: known(one.totalBytes), usableBytes: known(one.usableBytes) })),
    names: all.map(({ path }) => path),
    parts: [
      table(all, {
        broker: ({ brokerId }) => brokerId,
        directory: ({ path }) => path,
        state: {
          cell: ({ errorCode, errorMessage }) => (errorCode === '' ? 'online' : errorMessage),
          colour: ({ errorCode }) => (errorCode === '' ? 'green' : 'red'),
        },
        replicas: ({ replicaCount }) => replicaCount,
        bytes: ({ replicaBytes }) => replicaBytes,
        usable: ({ usableBytes }) => known(usableBytes),
        total: ({ totalBytes }) => known(totalBytes),
      }),
    ],
  };
}

function viewOfTopics(disks: readonly BrokerDisk[]): View {
  const all = disks.flatMap(({ brokerId, replicas }) =>
    [...new Set(replicas.map(({ topic }) => topic))].map((topic) => {
      const its = replicas.filter((one) => one.topic === topic);
      return { brokerId, topic, replicaCount: its.length, replicaBytes: bytesOf(its) };
    }),
  );
  return {
    document: all,
    names: [...new Set(all.map(({ topic }) => topic))],
    parts: [
      table(all, {
        broker: ({ brokerId }) => brokerId,
        topic: ({ topic }) => topic,
        replicas: ({ replicaCount }) => replicaCount,
        bytes: ({ replicaBytes }) => replicaBytes,
      }),
    ],
  };
}

function viewOfReplicas(disks: readonly BrokerDisk[]): View {
  const all = disks.flatMap(({ brokerId, replicas }) => replicas.map((one) => ({ brokerId, ...one })));
  return {
    document: all,
    names: all.map(({ topic, partition }) => `${topic}/${partition}`),
    parts: [
      table(all, {
        broker: ({ brokerId }) => brokerId,
        topic: ({ topic }) => topic,
        partition: ({ partition }) => partition,
        directory: ({ directory }) => directory,
        bytes: ({ sizeBytes }) => sizeBytes,
        lag: ({ offsetLag }) => offsetLag,
        state: ({ future }) => (future ? 'future log' : 'replica'),
      }),
    ],
  };
}

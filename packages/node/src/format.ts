import { DraveError, uuidFrom } from '@drave/base';
import type { Env } from '@drave/env';
import { checkQuorumSize, formatStorage, type Voter } from '@drave/raft';
import { hasRole, type NodeConfig } from './config.js';

export interface FormatNodeOptions {
  /** Study an even quorum on purpose. */
  readonly allowEven?: boolean;
  /** Keep what is there when the directory belongs to this very node, instead of refusing. */
  readonly ifNeeded?: boolean;
}

/** Where a node keeps its part of the quorum's log; a controller votes with it, a broker follows it. */
export function metadataDirectory(config: NodeConfig): string {
  return `${config.dataDirectories[0] ?? '.'}/metadata`;
}

/**
 * Writes cluster id, node id, directory id and, on a voter, the initial voters into an empty data directory.
 *
 * A controller that the configuration's voters name becomes one of the initial voters, so every voter must be told with
 * its directory id, the same list on each. Any other node starts as an observer.
 *
 * @throws DraveError EVEN_QUORUM, INVALID_CONFIG, DATA_DIRECTORY_MISMATCH when the directory is formatted already.
 */
export async function formatNode(env: Env, config: NodeConfig, options: FormatNodeOptions = {}): Promise<void> {
  const directory = metadataDirectory(config);
  if (options.ifNeeded === true && (await isFormatted(env, directory))) return;
  const own = hasRole(config, 'controller')
    ? config.quorum.voters.find((voter) => voter.id === config.node.id)
    : undefined;
  const initialVoters = own === undefined ? [] : votersOf(config);
  checkQuorumSize(initialVoters.length, options.allowEven ?? false);
  await formatStorage(env, directory, {
    clusterId: config.cluster.id,
    nodeId: config.node.id,
    directoryId: own?.directoryId ?? uuidFrom((length) => env.random.bytes(length)),
    initialVoters,
    allowEven: options.allowEven ?? false,
  });
}

async function isFormatted(env: Env, directory: string): Promise<boolean> {
  return (await env.disk.list(directory)).includes('quorum-state');
}

function votersOf(config: NodeConfig): Voter[] {
  return config.quorum.voters.map(({ id, host, port, directoryId }, index) => {
    if (directoryId === undefined) {
      throw new DraveError(
        'INVALID_CONFIG',
        `'quorum.voters.${index}.directoryId' is missing: formatting a voter of a new cluster needs the directory id of every voter`,
      );
    }
    return { nodeId: id, directoryId, endpoint: { host, port } };
  });
}

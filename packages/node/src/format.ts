import { DraveError, uuidFrom } from '@drave/base';
import type { Env } from '@drave/env';
import { checkQuorumSize, formatStorage, type Voter } from '@drave/raft';
import { hasRole, type NodeConfig } from './node-config.js';

export interface FormatNodeOptions {
  /** Allows an even number of voters, for studying such a quorum on purpose. */
  readonly allowEven?: boolean;
  /** Keeps what is there when the directory belongs to this very node, instead of refusing. */
  readonly ifNeeded?: boolean;
  /**
   * For a controller that `quorum.voters` names: true at the first format of a new cluster, which it starts as a voter
   * under the directory id of its configuration; false when the cluster exists already, so that it gets a new directory
   * id and waits to be added. There is no default: a voter whose disk was lost is another voter.
   */
  readonly initialControllers?: boolean;
  /** With `initialControllers`: this node has never run, for certain (see `FormatOptions.neverRan` of raft). */
  readonly neverRan?: boolean;
}

/** Where a node keeps its part of the quorum's log; a controller votes with it, a broker follows it. */
export function metadataDirectory(config: NodeConfig): string {
  return `${config.dataDirectories[0] ?? '.'}/metadata`;
}

/**
 * Writes cluster id, node id, directory id and, on a voter, the initial voters into an empty data directory.
 *
 * With `initialControllers` a controller that the configuration's voters name becomes one of the initial voters, so
 * every voter must be told with its directory id, the same list on each. Any other node starts as an observer.
 *
 * Resolves with the directory id that it has written; undefined when it has kept what was there. @throws DraveError
 * EVEN_QUORUM, INVALID_CONFIG, DATA_DIRECTORY_MISMATCH when the directory is formatted already.
 */
export async function formatNode(
  env: Env,
  config: NodeConfig,
  options: FormatNodeOptions = {},
): Promise<string | undefined> {
  const directory = metadataDirectory(config);
  if (options.ifNeeded === true && (await isFormatted(env, directory))) return undefined;
  const named = hasRole(config, 'controller')
    ? config.quorum.voters.find((voter) => voter.id === config.node.id)
    : undefined;
  if (named !== undefined && options.initialControllers === undefined) throw undecided(config);
  const own = options.initialControllers === true ? named : undefined;
  const initialVoters = own === undefined ? [] : votersOf(config);
  checkQuorumSize(initialVoters.length, options.allowEven ?? false);
  const directoryId = own?.directoryId ?? uuidFrom((length) => env.random.bytes(length));
  await formatStorage(env, directory, {
    clusterId: config.cluster.id,
    nodeId: config.node.id,
    directoryId,
    initialVoters,
    allowEven: options.allowEven ?? false,
    neverRan: options.neverRan ?? false,
  });
  return directoryId;
}

function undecided(config: NodeConfig): DraveError {
  const text = `'quorum.voters' names node ${config.node.id}: say whether this is the first format of a new cluster`;
  const first = '--initial-controllers: the node starts as a voter, under the directory id of its configuration';
  const later = '--no-initial-controllers: it gets a new directory id and observes until it is added to the quorum';
  return new DraveError(
    'INVALID_CONFIG',
    `${text} (${first}) or its cluster exists already, as when its disk was replaced (${later}). Nothing was changed.`,
  );
}

async function isFormatted(env: Env, directory: string): Promise<boolean> {
  return (await env.disk.list(directory)).includes('quorum-state');
}

function votersOf(config: NodeConfig): Voter[] {
  return config.quorum.voters.map(({ id, host, port, directoryId }, index) => {
    if (directoryId === undefined) {
      throw new DraveError(
        'INVALID_CONFIG',
        `'quorum.voters.${index}.directoryId' is missing: formatting a voter of a new cluster needs the directory id of every voter; 'drave storage id' makes one`,
      );
    }
    return { nodeId: id, directoryId, endpoint: { host, port } };
  });
}

import { isDraveError, uuidFrom } from '@drave/base';
import { silentLogger } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { metadataDirectory, nodeName } from '@drave/node';
import { formatNodeOnDisk, readNodeConfig, runNode } from '@drave/node/process';
import { printJson, type OutputOptions } from '../output.js';
import type { Terminal } from '../terminal.js';

export interface StorageFormatOptions {
  readonly config: string;
  readonly allowEven?: boolean;
  readonly ignoreFormatted?: boolean;
  /** Undefined when neither option was given, which is an error for a controller in `quorum.voters`. */
  readonly initialControllers?: boolean;
  readonly neverRan?: boolean;
}

/**
 * `drave storage format`: writes cluster, node and directory ids into the data directories of a node. @throws
 * DraveError when a directory belongs to another node.
 */
export async function storageFormat(terminal: Terminal, options: OutputOptions & StorageFormatOptions): Promise<void> {
  const config = readNodeConfig(options.config);
  const { initialControllers, neverRan = false } = options;
  const directoryId = await formatNodeOnDisk(config, {
    allowEven: options.allowEven ?? false,
    ifNeeded: options.ignoreFormatted ?? false,
    neverRan,
    ...(initialControllers === undefined ? {} : { initialControllers }),
  });
  const { cluster, node, dataDirectories } = config;
  if (options.output === 'json') {
    const written = { clusterId: cluster.id, nodeId: node.id, name: nodeName(config), dataDirectories };
    printJson(terminal, directoryId === undefined ? written : { ...written, directoryId });
    return;
  }
  const owner = `node ${node.id} (${nodeName(config)}) of cluster ${cluster.id}`;
  const written = directoryId === undefined ? '' : `, with directory ${directoryId}`;
  terminal.line(`${metadataDirectory(config)} belongs to ${owner}${written}`);
}

/** The exit code of a node whose configuration is wrong, by which a supervisor knows not to start it again. */
const EXIT_CODE_CONFIGURATION = 78;

/** `drave server`: runs the node in this process, and resolves with the exit code. */
export async function server(terminal: Terminal, options: { readonly config: string }): Promise<number> {
  try {
    return await runNode(readNodeConfig(options.config));
  } catch (reason) {
    if (!isDraveError(reason, 'INVALID_CONFIG')) throw reason;
    terminal.note(`drave: ${reason.message}`);
    return EXIT_CODE_CONFIGURATION;
  }
}

/** `drave storage id`: prints a new id for a cluster or a directory. */
export function storageId(terminal: Terminal, options: OutputOptions): void {
  const env = createNodeEnv({ logger: silentLogger });
  const id = uuidFrom((length) => env.random.bytes(length));
  env.close();
  if (options.output === 'json') printJson(terminal, { id });
  else terminal.line(id);
}

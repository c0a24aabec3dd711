import { uuidFrom } from '@drave/base';
import { silentLogger } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { formatNode, metadataDirectory, nodeName, parseNodeConfig } from '@drave/node';
import { printJson, type OutputOptions } from '../output.js';
import type { Terminal } from '../terminal.js';

/** `drave storage format`: makes a node's data directories its own. Refuses what belongs to somebody already. */
export async function storageFormat(
  terminal: Terminal,
  options: OutputOptions & {
    readonly config: string;
    readonly allowEven?: boolean;
    readonly ignoreFormatted?: boolean;
  },
): Promise<void> {
  const text = Buffer.from(await terminal.readFile(options.config)).toString('utf8');
  const config = parseNodeConfig(text, options.config);
  const env = createNodeEnv({ logger: silentLogger });
  try {
    await formatNode(env, config, {
      allowEven: options.allowEven ?? false,
      ifNeeded: options.ignoreFormatted ?? false,
    });
  } finally {
    env.close();
  }
  const { cluster, node, dataDirectories } = config;
  if (options.output === 'json') {
    printJson(terminal, { clusterId: cluster.id, nodeId: node.id, name: nodeName(config), dataDirectories });
    return;
  }
  terminal.line(
    `${metadataDirectory(config)} belongs to node ${node.id} (${nodeName(config)}) of cluster ${cluster.id}`,
  );
}

/** `drave storage id`: a new id for a cluster or a directory. */
export function storageId(terminal: Terminal, options: OutputOptions): void {
  const env = createNodeEnv({ logger: silentLogger });
  const id = uuidFrom((length) => env.random.bytes(length));
  env.close();
  if (options.output === 'json') printJson(terminal, { id });
  else terminal.line(id);
}

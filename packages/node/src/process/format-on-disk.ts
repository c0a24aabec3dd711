import { createNodeEnv } from '@drave/env/node';
import type { NodeConfig } from '../node-config.js';
import { formatNode, type FormatNodeOptions } from '../format.js';

/** `drave storage format`. @throws DraveError as `formatNode`. */
export async function formatNodeOnDisk(config: NodeConfig, options: FormatNodeOptions = {}): Promise<void> {
  const env = createNodeEnv({ root: '/', logger: { level: 'silent' } });
  try {
    await formatNode(env, config, options);
  } finally {
    env.close();
  }
}

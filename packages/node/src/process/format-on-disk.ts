import { createNodeEnv } from '@drave/env/node';
import type { NodeConfig } from '../node-config.js';
import { formatNode, type FormatNodeOptions } from '../format.js';

/** `drave storage format`: resolves with the directory id that was written, if any. @throws as `formatNode`. */
export async function formatNodeOnDisk(
  config: NodeConfig,
  options: FormatNodeOptions = {},
): Promise<string | undefined> {
  const env = createNodeEnv({ root: '/', logger: { level: 'silent' } });
  try {
    return await formatNode(env, config, options);
  } finally {
    env.close();
  }
}

/** Whether brokers can be limited to these versions of APIs. @throws DraveError INVALID_CONFIG. */
export async function checkVersionLimits(versionsMax: Readonly<Record<string, number>>): Promise<void> {
  // Loaded here, because hardly anybody asks, and it is half of everything.
  const { limitedRows } = await import('../broker-entry.js');
  limitedRows(versionsMax);
}

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalCluster } from '@drave/cluster';
import type { NodeConfig } from '@drave/node';
import { boundMs } from '../bounds.js';

/** Restarts a broker with one more log directory; resolves with the paths of both, the old one first. */
export async function addSecondDirectory(cluster: LocalCluster, name: string): Promise<readonly [string, string]> {
  await cluster.stop(name);
  const { configFile, dataDirectory, directory } = cluster.node(name);
  const config = JSON.parse(readFileSync(configFile, 'utf8')) as NodeConfig;
  const second = join(directory, 'second');
  mkdirSync(second);
  writeFileSync(configFile, JSON.stringify({ ...config, dataDirectories: [dataDirectory, second] }));
  await cluster.start(name, { timeoutMs: boundMs(60_000, 'the broker is back') });
  return [dataDirectory, second];
}

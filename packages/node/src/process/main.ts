import { DraveError } from '@drave/base';
export { loadRoles } from '../roles.js';
import { readNodeConfig, runNode } from './run-node.js';

/** `drave-node <configuration file>`: one node, and nothing loaded that it does not need. Resolves to the exit code. */
export async function main([configFile]: readonly string[]): Promise<number> {
  if (configFile === undefined) {
    process.stderr.write('usage: drave-node <configuration file>\n');
    return 64;
  }
  try {
    return await runNode(readNodeConfig(configFile));
  } catch (reason) {
    const error = DraveError.from(reason);
    process.stderr.write(`drave: ${error.message}\n`);
    return error.code === 'INVALID_CONFIG' ? 78 : 70;
  }
}

import { writeFileSync } from 'node:fs';
import { runBundle } from '@drave/env/bundle';

/**
 * One node from a bundle, as `drave-node` runs it. When it is told to end it writes what V8 has compiled of the bundle
 * beside the node's configuration, and is gone.
 *
 *   tsx scripts/bundle/warm-node.ts <folder of the bundle> <name of the bundle> <configuration file>
 */
const [folder = '', name = '', configFile = ''] = process.argv.slice(2);
interface NodeExports {
  readonly main: (parameters: readonly string[]) => Promise<number>;
}
const { exports, script } = runBundle<NodeExports>(folder, name, undefined);
process.on('SIGTERM', () => {
  writeFileSync(`${configFile}.cache`, script.createCachedData());
  process.exit(0);
});
process.exit(await exports.main([configFile]));

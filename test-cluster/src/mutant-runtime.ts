import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { nodeRuntime, type NodeRuntime } from '@drave/cluster';

const hooks = pathToFileURL(fileURLToPath(new URL('../../packages/simulator/dist/mutants/hooks.js', import.meta.url)));
const main = pathToFileURL(join(dirname(createRequire(import.meta.url).resolve('@drave/node')), 'process', 'main.js'));

/** Real nodes with a known bug put back: the compiled modules, not their bundle. */
export function mutantRuntime(mutant: string): NodeRuntime {
  const program = [
    "import { register } from 'node:module';",
    `register(${JSON.stringify(hooks.href)}, { data: ${JSON.stringify(mutant)} });`,
    `const { main } = await import(${JSON.stringify(main.href)});`,
    // With a program given as text, what follows it begins at 1.
    'process.exit(await main(process.argv.slice(1)));',
  ].join('\n');
  return {
    ...nodeRuntime,
    command: (configFile) => [process.execPath, '--input-type=module', '--eval', program, configFile],
  };
}

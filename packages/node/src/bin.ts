#!/usr/bin/env node
import { DraveError } from '@drave/base';
import { tuneHeap } from './process/heap.js';

// Before the rest is loaded: a young generation that has grown by then stays large.
tuneHeap();
const { readNodeConfig, runNode } = await import('./process/run-node.js');

/** One node, with nothing loaded that it does not need: `drave-node <configuration file>`. */
const [configFile] = process.argv.slice(2);
if (configFile === undefined) {
  process.stderr.write('usage: drave-node <configuration file>\n');
  process.exit(64);
}
try {
  process.exit(await runNode(readNodeConfig(configFile)));
} catch (reason) {
  const error = DraveError.from(reason);
  process.stderr.write(`drave: ${error.message}\n`);
  process.exit(error.code === 'INVALID_CONFIG' ? 78 : 70);
}

#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { loadBundle } from '@drave/env/bundle';
import { tuneHeap } from './process/heap.js';

// Before the rest is loaded: a young generation that has grown by then stays large.
tuneHeap();
type Main = Pick<typeof import('./process/main.js'), 'main'>;
const bundle = loadBundle<Main>(fileURLToPath(new URL('bundle', import.meta.url)), 'node');
// Nothing is awaited at the top: the build makes a script of this file too, which starts sooner than a module.
void (bundle === undefined ? import('./process/main.js') : Promise.resolve(bundle))
  .then(({ main }) => main(process.argv.slice(2)))
  .then((exitCode) => process.exit(exitCode));

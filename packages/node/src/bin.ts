#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { loadBundle } from '@drave/env/bundle';
import { tuneHeap } from './process/heap.js';

// Before the rest is loaded: a young generation that has grown by then stays large.
tuneHeap();
const bundle = loadBundle<typeof import('./process/main.js')>(fileURLToPath(new URL('bundle', import.meta.url)));
const { main } = bundle ?? (await import('./process/main.js'));
process.exit(await main(process.argv.slice(2)));

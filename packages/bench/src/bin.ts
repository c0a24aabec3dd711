#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { main } from './main.js';

// The client's heap has the same flag as a node's, because V8 would otherwise collect garbage after every few megabytes
// of records.
setFlagsFromString('--heap-growing-percent=600');
process.exitCode = await main(process.argv.slice(2));

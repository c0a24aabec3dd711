#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { main } from './main.js';

// The client's heap is tuned as a node's is: V8 would otherwise collect for every few megabytes of record bytes.
setFlagsFromString('--heap-growing-percent=600');
process.exitCode = await main(process.argv.slice(2));

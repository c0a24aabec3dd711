import { connectionCases } from './connection-cases.js';
import type { TransportCase } from './harness.js';
import { streamCases } from './stream-cases.js';
import { unaryCases } from './unary-cases.js';

/** What every Transport promises. Run each case on a fresh harness. */
export const transportCases: readonly TransportCase[] = [...unaryCases, ...streamCases, ...connectionCases];

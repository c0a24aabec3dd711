import type { Command } from 'commander';
import { parseDurationMs } from '../parse.js';
import type { ClusterChoice } from './local-verbs.js';

/** How a command finds its cluster. */
export interface ConnectOptions extends ClusterChoice {
  readonly bootstrap?: string;
  /** How long the cluster may take to answer, ms. Default 60,000. */
  readonly timeout?: number;
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
}

export function withConnection(command: Command): Command {
  return command
    .option('--bootstrap <host:port,...>', 'any brokers (default $DRAVE_BOOTSTRAP, else the local cluster that runs)')
    .option('--cluster <name>', 'the local cluster to talk to')
    .option('--timeout <duration>', 'how long the cluster may take to answer (default: 60s)', parseDurationMs)
    .option('--ca-file <pem>', "TLS: the authority that signed the brokers' certificates")
    .option('--cert-file <pem>', 'TLS: our own certificate')
    .option('--key-file <pem>', 'TLS: its private key');
}

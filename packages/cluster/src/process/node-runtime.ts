import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ChannelOptions } from '@drave/rpc';
import { GrpcTransport } from '@drave/rpc/grpc';
import { trustedFile } from '../node-file.js';
import type { ClusterTls } from '../options.js';
import { RpcView } from '../rpc-view.js';
import type { NodeRuntime } from './runtime.js';

/** The production node, run from its built form. */
export const nodeRuntime: NodeRuntime = {
  async format(config, { allowEven, newCluster }) {
    // Loaded here, because many who hold a runtime never format.
    const { formatNodeOnDisk } = await import('@drave/node/format');
    const cluster = { initialControllers: newCluster, neverRan: newCluster };
    await formatNodeOnDisk(config, { allowEven, ifNeeded: true, ...cluster });
  },
  command: (configFile) => [process.execPath, nodeMain(), configFile],
  view: (endpoints, tls) => new RpcView(new GrpcTransport(), endpoints, channelOptions(tls)),
};

/**
 * Always the built form: a node is started often and should load nothing it does not need. Where the whole build has
 * run there is the same program as a script beside its bundle, which starts sooner.
 */
function nodeMain(): string {
  const folder = dirname(createRequire(import.meta.url).resolve('@drave/node'));
  const script = join(folder, 'bundle', 'bin.cjs');
  return existsSync(script) ? script : join(folder, 'bin.js');
}

/** A cluster's own tools show the nodes' certificate, when the nodes ask for one. */
function channelOptions(tls: ClusterTls | undefined): ChannelOptions {
  if (tls === undefined) return {};
  const caPem = readFileSync(trustedFile(tls), 'utf8');
  if (tls.clientCaFile === undefined) return { tls: { caPem } };
  const certificatePem = readFileSync(tls.certificateFile, 'utf8');
  const privateKeyPem = readFileSync(tls.privateKeyFile, 'utf8');
  return { tls: { caPem, certificatePem, privateKeyPem } };
}

import { readFileSync } from 'node:fs';
import type { TlsClientOptions } from '@drave/env';
import { GrpcTransport } from '@drave/rpc/grpc';
import { trustedFile } from '../node-file.js';
import type { ClusterTls } from '../options.js';
import { RpcView } from '../rpc-view.js';
import { nodeProgram } from './node-program.js';
import type { ProcessRuntime } from './runtime.js';

/** The production node, run from its built form, as a process. */
export const nodeRuntime: ProcessRuntime = {
  async format(config, { allowEven, newCluster }) {
    // Loaded here, because many who hold a runtime never format.
    const { formatNodeOnDisk } = await import('@drave/node/format');
    const cluster = { initialControllers: newCluster, neverRan: newCluster };
    await formatNodeOnDisk(config, { allowEven, ifNeeded: true, ...cluster });
  },
  command: (configFile) => [process.execPath, nodeProgram(), configFile],
  view: (endpoints, tls) => new RpcView(new GrpcTransport(), endpoints, tls === undefined ? {} : { tls: tlsOf(tls) }),
};

/** What a cluster's own tools trust, and show when the nodes ask for a certificate. */
export function tlsOf(tls: ClusterTls): TlsClientOptions {
  const caPem = readFileSync(trustedFile(tls), 'utf8');
  if (tls.clientCaFile === undefined) return { caPem };
  const { certificateFile, privateKeyFile } = tls.tools ?? tls;
  const certificatePem = readFileSync(certificateFile, 'utf8');
  const privateKeyPem = readFileSync(privateKeyFile, 'utf8');
  return { caPem, certificatePem, privateKeyPem };
}

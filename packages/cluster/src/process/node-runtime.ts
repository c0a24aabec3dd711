import { readFileSync } from 'node:fs';
import { silentLogger } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import type { ChannelOptions } from '@drave/rpc';
import { GrpcTransport } from '@drave/rpc/grpc';
import { formatNode } from '@drave/node';
import type { ClusterTls } from '../options.js';
import { RpcView } from '../rpc-view.js';
import { nodeMain, type NodeRuntime } from './runtime.js';

/** The production node, run from its built form. */
export const nodeRuntime: NodeRuntime = {
  async format(config, { allowEven }) {
    const env = createNodeEnv({ logger: silentLogger });
    try {
      await formatNode(env, config, { allowEven, ifNeeded: true });
    } finally {
      env.close();
    }
  },
  command: (configFile) => [process.execPath, nodeMain, '--config', configFile],
  view: (endpoints, tls) => new RpcView(new GrpcTransport(), endpoints, channelOptions(tls)),
};

/** A cluster's own tools show the nodes' certificate, when the nodes ask for one. */
function channelOptions(tls: ClusterTls | undefined): ChannelOptions {
  if (tls === undefined) return {};
  const certificatePem = readFileSync(tls.certificateFile, 'utf8');
  if (tls.clientCaFile === undefined) return { tls: { caPem: certificatePem } };
  const privateKeyPem = readFileSync(tls.privateKeyFile, 'utf8');
  return { tls: { caPem: readFileSync(tls.clientCaFile, 'utf8'), certificatePem, privateKeyPem } };
}

import { readFileSync } from 'node:fs';
import type { Millis } from '@drave/base';
import { Client } from '@drave/client';
import { silentLogger, type TlsClientOptions } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { userService, type RpcChannel } from '@drave/rpc';
import { GrpcTransport } from '@drave/rpc/grpc';
import type { ClusterSecurity } from '../../options.js';
import { isBroker } from '../../plan.js';
import { waitUntil, type Wait } from '../effects.js';
import type { LocalNode } from '../local-node.js';

const CALL_TIMEOUT_MS: Millis = 5_000;
const PAGE_SIZE = 1_000;

interface SecureCluster {
  readonly nodes: readonly LocalNode[];
  readonly security: ClusterSecurity;
  readonly tls: TlsClientOptions;
}

/**
 * Gives the super user of a secure cluster its password, and resolves when it can log in at every broker. At every
 * start anew, so that its file is right whatever has been changed since.
 */
export async function addAdmin({ nodes, security, tls }: SecureCluster, wait: Wait): Promise<void> {
  const { username, mechanism, passwordFile } = security;
  const transport = new GrpcTransport();
  const env = createNodeEnv({ logger: silentLogger, timersKeepAlive: true });
  const bootstrap = nodes.map(({ grpc }) => grpc);
  const onClose = (): void => env.close();
  const client = new Client({ env, transport, bootstrap, tls, apiTimeoutMs: CALL_TIMEOUT_MS, onClose });
  const password = readFileSync(passwordFile, 'utf8');
  const channels = nodes.filter(isBroker).map((node) => ({ node, channel: transport.connect(node.grpc, { tls }) }));
  let isSet = false;
  const missing = async (): Promise<string | undefined> => {
    if (!isSet) await client.admin().users.set(username, password, { mechanism });
    isSet = true;
    const known = await Promise.all(channels.map(({ channel }) => knows(channel, username)));
    const late = channels.find((_, index) => known[index] !== true);
    return late === undefined ? undefined : `${late.node.name} does not know ${username} yet`;
  };
  try {
    await waitUntil(`${username} can log in`, missing, wait);
  } finally {
    for (const { channel } of channels) channel.close();
    await client.close();
  }
}

/** Whether the user is in the node's own copy of the metadata. */
async function knows(channel: RpcChannel, username: string): Promise<boolean> {
  let pageToken = '';
  do {
    const request = { pageSize: PAGE_SIZE, pageToken, local: true };
    const page = await channel.unary(userService.methods.listUsers, request, { deadlineMs: CALL_TIMEOUT_MS });
    if (page.users.some(({ name }) => name === username)) return true;
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  return false;
}

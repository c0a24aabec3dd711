import { listenLazily, type HttpListener } from '@drave/node/lazy-monitor';
import { LOOPBACK } from '../loopback.js';
import { tlsOf } from './node-runtime.js';
import type { ClusterParts } from './prepare.js';
import { credentialsOf } from './secure/secure-options.js';

/** Where the monitor of a cluster that is prepared will answer. A failure leaves nothing of the cluster. */
export async function listenForMonitor(parts: ClusterParts): Promise<HttpListener> {
  const { plan, nodes, tls, security, reservations, folder } = parts;
  try {
    return await listenLazily({ host: LOOPBACK, port: 0 }, () => ({
      name: plan.name,
      servers: nodes.flatMap(({ kafka }) => kafka ?? []),
      ...(tls === undefined ? {} : { tls: tlsOf(tls) }),
      ...(security === undefined ? {} : { credentials: credentialsOf(security) }),
    }));
  } catch (reason) {
    reservations.release();
    if (folder.temporary) folder.remove();
    throw reason;
  }
}

import type { openBroker } from './broker-role.js';
import type { createClientRequests } from './client-request-service.js';
import type { NodeConfig } from './node-config.js';
import type { openController } from './controller-role.js';
import type { openKafka } from './kafka-role.js';

/**
 * The code of the roles. It is handed to a node, so that the process of a controller need not load that of a broker,
 * which is half of everything.
 */
export interface NodeRoles {
  readonly controller?: { readonly openController: typeof openController };
  readonly broker?: {
    readonly openBroker: typeof openBroker;
    readonly openKafka: typeof openKafka;
    /** Names of the APIs that Kafka clients find here. */
    readonly servedApis: readonly string[];
    readonly createClientRequests: typeof createClientRequests;
  };
}

/** Loads the roles that this node has. */
export async function loadRoles({ node: { roles } }: RolesOfNode): Promise<NodeRoles> {
  const controller = roles.includes('controller') ? await import('./controller-role.js') : undefined;
  const broker = roles.includes('broker') ? await import('./broker-entry.js') : undefined;
  return { ...(controller === undefined ? {} : { controller }), ...(broker === undefined ? {} : { broker }) };
}

interface RolesOfNode {
  readonly node: Pick<NodeConfig['node'], 'roles'>;
}

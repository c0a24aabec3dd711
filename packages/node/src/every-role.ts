import * as broker from './broker-entry.js';
import * as controller from './controller-role.js';
import type { NodeRoles } from './roles.js';

/** For worlds in which nodes of every role live in one process. */
export const everyRole: NodeRoles = { controller, broker };

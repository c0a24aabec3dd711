import type { CoordinatorLocation } from '@drave/coordinator';
import { apis, type FindCoordinatorRequest, type FindCoordinatorResponseInput } from '@drave/kafka-protocol';
import { kafkaCodeOf } from './group-answers.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * FindCoordinator, versions 0 to 6.
 *
 * Which broker to ask about a group (key type 0) or a transactional id (1). The first question makes
 * `__consumer_offsets` or `__transaction_state`. Several keys from version 4 on.
 *
 * Deviations: coordinators of share groups (2) are INVALID_REQUEST.
 */
export const findCoordinatorRow: HandlerRow<FindCoordinatorRequest, FindCoordinatorResponseInput> = {
  api: apis.FindCoordinator,
  minVersion: 0,
  maxVersion: 6,
  handle,
  refuse,
};

const GROUP_KEY = 0;
const TRANSACTION_KEY = 1;

async function handle(context: HandlerContext, request: FindCoordinatorRequest): Promise<FindCoordinatorResponseInput> {
  const { version } = context;
  if (version < 4) return { ...wireOf(await locate(context, request.keyType, request.key)) };
  const coordinators = await Promise.all(
    request.coordinatorKeys.map(async (key) => ({ key, ...wireOf(await locate(context, request.keyType, key)) })),
  );
  return { coordinators };
}

function locate(
  context: HandlerContext,
  keyType: number,
  key: string,
): Promise<CoordinatorLocation> | CoordinatorLocation {
  const { domain, caller } = context;
  if (keyType === GROUP_KEY) return domain.broker.groups.coordinatorFor(caller, key);
  if (keyType === TRANSACTION_KEY) return domain.broker.transactions.coordinator.coordinatorFor(caller, key);
  const message = `this cluster has no coordinators for key type ${keyType}: only groups (0) and transactions (1) are coordinated`;
  return { kind: 'failed', failure: 'INVALID_REQUEST', message };
}

const NOWHERE = { nodeId: -1, host: '', port: -1 } as const;

function wireOf(location: CoordinatorLocation) {
  if (location.kind === 'failed')
    return { errorCode: kafkaCodeOf(location.failure), errorMessage: location.message, ...NOWHERE };
  return { errorCode: 0, errorMessage: null, nodeId: location.nodeId, ...location.endpoint };
}

function refuse(
  errorCode: number,
  errorMessage: string,
  request: FindCoordinatorRequest,
  version: number,
): FindCoordinatorResponseInput {
  const refused = { errorCode, errorMessage, ...NOWHERE };
  if (version < 4) return refused;
  return { coordinators: request.coordinatorKeys.map((key) => ({ key, ...refused })) };
}

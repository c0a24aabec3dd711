import { accessRefusal } from '@drave/base/access';
import type { CoordinatorLocation } from '@drave/coordinator';
import { apis, type FindCoordinatorRequest, type FindCoordinatorResponseInput } from '@drave/kafka-protocol';
import { kafkaCodeOf } from './group-answers.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * FindCoordinator, versions 0 to 6.
 *
 * Which broker to ask about a group (key type 0). The first question makes `__consumer_offsets`. Several keys from
 * version 4 on.
 *
 * Deviations: there are no transactions yet, hence no coordinators of them (key type 1). From version 4 on, which is as
 * old as the error, their ids are TRANSACTIONAL_ID_NOT_FOUND, as in the descriptions that tools look for the
 * coordinator for; below it is INVALID_REQUEST. Coordinators of share groups (2) are INVALID_REQUEST.
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
/** Both came with Kafka 3.0: this version, and TRANSACTIONAL_ID_NOT_FOUND. */
const KNOWS_NOT_FOUND = 4;

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
  const { domain, caller, version } = context;
  if (keyType === GROUP_KEY) return domain.broker.groups.coordinatorFor(caller, key);
  if (keyType === TRANSACTION_KEY) {
    const resource = { kind: 'transactionalId', name: key } as const;
    if (!domain.broker.allows(caller, 'describe', resource)) {
      const { code, message } = accessRefusal(caller, 'describe', resource);
      return { kind: 'failed', failure: code, message };
    }
    const failure = version >= KNOWS_NOT_FOUND ? 'TRANSACTIONAL_ID_NOT_FOUND' : 'INVALID_REQUEST';
    return { kind: 'failed', failure, message: 'this cluster has no transactions yet: only groups are coordinated' };
  }
  const message = `this cluster has no coordinators for key type ${keyType}: only groups (0) are coordinated`;
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

import { DraveError, isDraveError, type Millis } from '@drave/base';
import { NODE_PRINCIPAL } from '@drave/base/access';
import type { MetadataImage, MetadataRecord } from '@drave/metadata';
import type { MutationQuotas } from '@drave/quota';
import type { AdminCommand } from './commands.js';
import { reject, stepsOf, type Decision, type DecisionSteps } from './decision.js';

/** Whose change it is. */
export interface Mutator {
  readonly principal: string;
  readonly clientId: string;
}

/**
 * The same decision within what the caller may have changed (KIP-599): refused while the caller has changed more than
 * that, and else charged with the partitions that it makes and removes.
 */
export function* withinQuota<Response>(
  quotas: MutationQuotas,
  { principal, clientId }: Mutator,
  command: AdminCommand,
  image: MetadataImage,
  decide: () => Decision<Response> | DecisionSteps<Response>,
): DecisionSteps<Response> {
  // What a node needs for itself is made whoever else has used how much.
  const counts = principal !== NODE_PRINCIPAL && isCounted(command);
  if (counts && quotas.throttleMs(principal, clientId) > 0)
    return reject('THROTTLING_QUOTA_EXCEEDED', `controller_mutation_rate of ${principal} is reached: try again later`);
  const decision = yield* stepsOf(decide());
  if (counts && decision.kind === 'accepted')
    quotas.charge(principal, clientId, mutatedPartitions(image, decision.records));
  return decision;
}

/** Says after how long, if that is why it was refused. */
export function withRetryTime(quotas: MutationQuotas, { principal, clientId }: Mutator, reason: unknown): unknown {
  if (!isDraveError(reason, 'THROTTLING_QUOTA_EXCEEDED')) return reason;
  const throttleMs: Millis = quotas.throttleMs(principal, clientId);
  if (throttleMs === 0) return reason;
  return new DraveError(reason.code, reason.message, { metadata: { retry_after_ms: String(throttleMs) } });
}

function isCounted(command: AdminCommand): boolean {
  switch (command.kind) {
    case 'createTopics':
    case 'createPartitions':
    case 'deleteTopics':
      return command.validateOnly !== true;
    default:
      return false;
  }
}

function mutatedPartitions(image: MetadataImage, records: readonly MetadataRecord[]): number {
  let count = 0;
  for (const record of records) {
    if (record.kind === 'partition') count++;
    else if (record.kind === 'removeTopic') count += image.topic(record.topicId)?.partitionCount ?? 0;
  }
  return count;
}

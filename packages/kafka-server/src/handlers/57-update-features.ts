import { DraveError, errors } from '@drave/base';
import { apis, type UpdateFeaturesRequest, type UpdateFeaturesResponseInput } from '@drave/kafka-protocol';
import { CONSUMER_GROUP_FEATURE, CONSUMER_GROUP_LEVEL } from './18-api-versions.js';
import { change, NO_ERROR, wireError } from './controller-calls.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * UpdateFeatures, versions 0 to 2 (KIP-584).
 *
 * Moves the levels of the cluster's features, all that are named or none. Going down must be allowed for each. What the
 * controller refuses fails the whole request with INVALID_UPDATE_VERSION, and no result for any feature.
 *
 * Deviations: `metadata.version` counts Drave's own levels; `group.version` is always 1. A safe and an unsafe downgrade
 * are the same: the controller only ever goes to levels that it can write.
 */
export const updateFeaturesRow: HandlerRow<UpdateFeaturesRequest, UpdateFeaturesResponseInput> = {
  api: apis.UpdateFeatures,
  minVersion: 0,
  maxVersion: 2,
  handle,
  refuse: (errorCode, errorMessage) =>
    errorCode === errors.FEATURE_UPDATE_FAILED.kafka
      ? invalidUpdate(errorMessage)
      : { errorCode, errorMessage, results: [] },
};

const UPGRADE = 1;
const UNSAFE_DOWNGRADE = 3;

async function handle(context: HandlerContext, request: UpdateFeaturesRequest): Promise<UpdateFeaturesResponseInput> {
  const { timeoutMs, validateOnly, featureUpdates } = request;
  if (featureUpdates.some(({ upgradeType }) => upgradeType < UPGRADE || upgradeType > UNSAFE_DOWNGRADE))
    return invalidUpdate('an upgrade type is 1, 2 or 3');
  const updates = featureUpdates.map(({ feature, maxVersionLevel, allowDowngrade, upgradeType }) => ({
    name: feature,
    level: maxVersionLevel,
    allowDowngrade: context.version === 0 ? allowDowngrade : upgradeType !== UPGRADE,
  }));
  const fixed = updates.find(({ name, level }) => name === CONSUMER_GROUP_FEATURE && level !== CONSUMER_GROUP_LEVEL);
  if (fixed !== undefined)
    throw new DraveError('FEATURE_UPDATE_FAILED', `${fixed.name} is always at ${CONSUMER_GROUP_LEVEL} here`);
  const changes = updates.filter(({ name }) => name !== CONSUMER_GROUP_FEATURE);
  await change(context, timeoutMs, { kind: 'updateFeatures', updates: changes, validateOnly });
  return { ...NO_ERROR, results: updates.map(({ name }) => ({ feature: name, ...NO_ERROR })) };
}

function invalidUpdate(reason: string): UpdateFeaturesResponseInput {
  const message = `The update failed for all features since the following feature had an error: ${reason}`;
  return { ...wireError('INVALID_UPDATE_VERSION', message), results: [] };
}

import { errors } from '@drave/base';
import { METADATA_LEVEL_FEATURE } from '@drave/controller';
import { METADATA_LEVEL_MAX, METADATA_LEVEL_MIN, TRANSACTION_FEATURE, TRANSACTION_LEVEL_MAX } from '@drave/metadata';
import { apis, type ApiVersionsRequest, type ApiVersionsResponseInput } from '@drave/kafka-protocol';
import type { AnyHandlerRow, HandlerContext, HandlerRow } from './handler-row.js';

/*
 * ApiVersions, versions 0 to 4.
 *
 * What this broker speaks: the rows of the table, sorted by key, and the cluster's features from version 3 on. A
 * version that it lacks is answered in version 0 with UNSUPPORTED_VERSION and the whole list, so that the client can
 * try again (KIP-511). It needs no authentication and waits for nothing.
 *
 * Deviations: a `metadata.version` is Drave's own level, not Kafka's.
 */

/** Its level stands for the consumer group protocol of KIP-848, which is always there. */
export const CONSUMER_GROUP_FEATURE = 'group.version';
export const CONSUMER_GROUP_LEVEL = 1;
/** Names as KIP-511 allows them; others are refused, since they end up in logs and metrics. */
const softwareName = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/;

export const apiVersionsRow: HandlerRow<ApiVersionsRequest, ApiVersionsResponseInput> = {
  api: apis.ApiVersions,
  minVersion: 0,
  maxVersion: 4,
  handle,
  refuse: (errorCode) => ({ errorCode, apiKeys: [] }),
};

/** The answer, in version 0, to a version that is not served. */
export function unsupportedApiVersions(rows: readonly AnyHandlerRow[]): ApiVersionsResponseInput {
  return { errorCode: errors.UNSUPPORTED_VERSION.kafka, apiKeys: versionsOf(rows) };
}

function handle(
  { version, connection, domain, rows }: HandlerContext,
  { clientSoftwareName: name, clientSoftwareVersion }: ApiVersionsRequest,
): ApiVersionsResponseInput {
  if (version >= 3) {
    if (!softwareName.test(name) || !softwareName.test(clientSoftwareVersion))
      return { errorCode: errors.INVALID_REQUEST.kafka, apiKeys: [] };
    connection.software = { name, version: clientSoftwareVersion };
  }
  const { image, appliedOffset } = domain.feed;
  const supported = [
    { name: METADATA_LEVEL_FEATURE, minVersion: METADATA_LEVEL_MIN, maxVersion: METADATA_LEVEL_MAX },
    ...(servesConsumerGroups(rows)
      ? [{ name: CONSUMER_GROUP_FEATURE, minVersion: 0, maxVersion: CONSUMER_GROUP_LEVEL }]
      : []),
    { name: TRANSACTION_FEATURE, minVersion: 0, maxVersion: TRANSACTION_LEVEL_MAX },
  ];
  const finalized = [...(image.level > 0 ? [[METADATA_LEVEL_FEATURE, image.level] as const] : []), ...image.features()];
  if (servesConsumerGroups(rows) && !image.features().has(CONSUMER_GROUP_FEATURE))
    finalized.push([CONSUMER_GROUP_FEATURE, CONSUMER_GROUP_LEVEL]);
  return {
    errorCode: 0,
    apiKeys: versionsOf(rows),
    // Version 3 cannot say 0 (KAFKA-17011); ours all start at 0 or 1, and clients of 3 do not ask.
    supportedFeatures: supported.map((one) =>
      version === 3 ? { ...one, minVersion: Math.max(1, one.minVersion) } : one,
    ),
    finalizedFeaturesEpoch: appliedOffset,
    finalizedFeatures: finalized.map(([feature, level]) => {
      return { name: feature, minVersionLevel: level, maxVersionLevel: level };
    }),
  };
}

function versionsOf(rows: readonly AnyHandlerRow[]) {
  return rows
    .map(({ api, minVersion, maxVersion }) => ({ apiKey: api.key, minVersion, maxVersion }))
    .sort((one, other) => one.apiKey - other.apiKey);
}

function servesConsumerGroups(rows: readonly AnyHandlerRow[]): boolean {
  return rows.some((row) => row.api.key === apis.ConsumerGroupHeartbeat.key);
}

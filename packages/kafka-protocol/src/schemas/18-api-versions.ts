import { api, bool, int16, int64, list, string, throttleTimeMs } from '../table/fields.js';

/** The response header of this API is never flexible, so that a client reads the answer to a version we lack. */
export const apiVersions = api('ApiVersions', {
  key: 18,
  versions: [0, 4],
  flexibleFrom: 3,
  request: [
    string('clientSoftwareName', { since: 3, default: '', ignorable: true }),
    string('clientSoftwareVersion', { since: 3, default: '', ignorable: true }),
  ],
  response: [
    int16('errorCode'),
    list('apiKeys', 'ApiKey', [int16('apiKey'), int16('minVersion'), int16('maxVersion')]),
    throttleTimeMs(1),
    list('supportedFeatures', 'SupportedFeature', [string('name'), int16('minVersion'), int16('maxVersion')], {
      since: 3,
      tag: 0,
      ignorable: true,
    }),
    int64('finalizedFeaturesEpoch', { since: 3, tag: 1, default: -1, ignorable: true }),
    list(
      'finalizedFeatures',
      'FinalizedFeature',
      [string('name'), int16('maxVersionLevel'), int16('minVersionLevel')],
      { since: 3, tag: 2, ignorable: true },
    ),
    bool('zkMigrationReady', { since: 3, tag: 3, default: false, ignorable: true }),
  ],
});

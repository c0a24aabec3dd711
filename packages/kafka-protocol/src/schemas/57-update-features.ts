import { api, bool, int16, int32, int8, list, string, throttleTimeMs } from '../table/fields.js';

/** Upgrade types: 1 upgrade, 2 safe downgrade, 3 unsafe downgrade (KIP-584). */
export const updateFeatures = api('UpdateFeatures', {
  key: 57,
  versions: [0, 2],
  flexibleFrom: 0,
  request: [
    int32('timeoutMs', { default: 60_000 }),
    list('featureUpdates', 'FeatureUpdate', [
      string('feature'),
      int16('maxVersionLevel'),
      bool('allowDowngrade', { until: 0 }),
      int8('upgradeType', { since: 1, default: 1 }),
    ]),
    bool('validateOnly', { since: 1, default: false }),
  ],
  response: [
    throttleTimeMs(),
    int16('errorCode'),
    string('errorMessage', { nullableSince: 0 }),
    list('results', 'Result', [string('feature'), int16('errorCode'), string('errorMessage', { nullableSince: 0 })], {
      until: 1,
      ignorable: true,
    }),
  ],
});

import { api, bool, int16, int32, int8, list, string, throttleTimeMs } from '../table/fields.js';

/**
 * Endpoint type 1 asks for brokers, 2 for controllers (KIP-919); version 2 may ask for fenced brokers as well
 * (KIP-1073).
 */
export const describeCluster = api('DescribeCluster', {
  key: 60,
  versions: [0, 2],
  flexibleFrom: 0,
  request: [
    bool('includeClusterAuthorizedOperations'),
    int8('endpointType', { since: 1, default: 1 }),
    bool('includeFencedBrokers', { since: 2, default: false }),
  ],
  response: [
    throttleTimeMs(),
    int16('errorCode'),
    string('errorMessage', { nullableSince: 0, default: null }),
    int8('endpointType', { since: 1, default: 1 }),
    string('clusterId'),
    int32('controllerId', { default: -1 }),
    list('brokers', 'Broker', [
      int32('brokerId'),
      string('host'),
      int32('port'),
      string('rack', { nullableSince: 0, default: null }),
      bool('isFenced', { since: 2, default: false }),
    ]),
    int32('clusterAuthorizedOperations', { default: -2_147_483_648 }),
  ],
});

import { DraveError } from '@drave/base';
import { apis, type DescribeClusterRequest, type DescribeClusterResponseInput } from '@drave/kafka-protocol';
import { authorizedClusterOperations, OPERATIONS_NOT_ASKED } from './authorized-operations.js';
import { controllerOf } from './cluster-facts.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';

/*
 * DescribeCluster, versions 0 to 2.
 *
 * The cluster's id and its live brokers, as Metadata tells them; fenced ones too for who asks (KIP-1073).
 *
 * Deviations: controllers have no Kafka listener, so their endpoints (type 2, KIP-919) are refused here as on any
 * broker.
 */
export const describeClusterRow: HandlerRow<DescribeClusterRequest, DescribeClusterResponseInput> = {
  api: apis.DescribeCluster,
  minVersion: 0,
  maxVersion: 2,
  handle,
  refuse: (errorCode, errorMessage) => ({ errorCode, errorMessage, clusterId: '', brokers: [] }),
};

const BROKERS_TYPE = 1;
const CONTROLLERS_TYPE = 2;

async function handle(context: HandlerContext, request: DescribeClusterRequest): Promise<DescribeClusterResponseInput> {
  const { domain, caller } = context;
  const { endpointType, includeClusterAuthorizedOperations, includeFencedBrokers: includeFenced } = request;
  if (endpointType === CONTROLLERS_TYPE)
    throw new DraveError('MISMATCHED_ENDPOINT_TYPE', 'this is a broker: it does not tell where controllers listen');
  if (endpointType !== BROKERS_TYPE)
    throw new DraveError('UNSUPPORTED_ENDPOINT_TYPE', `there is no endpoint type ${endpointType}`);
  const response = await domain.broker.metadata(caller, { topics: [], includeFenced });
  return {
    errorCode: 0,
    clusterId: domain.clusterId,
    controllerId: controllerOf(context, response),
    brokers: response.brokers.map((broker) => {
      const { id: brokerId, endpoint, rack = null, fenced: isFenced } = broker;
      return { brokerId, ...endpoint, rack, isFenced };
    }),
    clusterAuthorizedOperations: includeClusterAuthorizedOperations
      ? authorizedClusterOperations(context)
      : OPERATIONS_NOT_ASKED,
  };
}

import type { ClusterWatch } from '@drave/controller';
import type { ServiceImplementation } from '@drave/rpc';
import { createAclService } from './acl-service.js';
import { createBrokerService } from './broker-service.js';
import { createClusterService } from './cluster-service.js';
import { createConfigService } from './config-service.js';
import { explained } from './explained.js';
import { createFeatureService } from './feature-service.js';
import type { ForwardingPorts } from './forwarding.js';
import { createGroupService } from './group-service.js';
import { createPartitionService } from './partition-service.js';
import { createQuorumService, type QuorumPorts } from './quorum-service.js';
import { createQuotaService } from './quota-service.js';
import { createTopicService } from './topic-service.js';
import { createTransactionService } from './transaction-service.js';
import { createUserService } from './user-service.js';

/** Every service of `drave.admin.v1`; any node offers all of them. */
export function createAdminServices(
  ports: QuorumPorts & ForwardingPorts,
  watch: ClusterWatch,
): ServiceImplementation[] {
  const { domain } = ports;
  return [
    createTopicService(domain),
    createPartitionService(ports),
    createBrokerService(ports),
    createConfigService(domain),
    createQuorumService(ports),
    createFeatureService(domain),
    createClusterService(domain, watch),
    createGroupService(ports),
    createTransactionService(ports),
    createAclService(domain),
    createUserService(domain),
    createQuotaService(domain),
  ].map(explained);
}

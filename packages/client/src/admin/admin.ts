import { AclAdmin } from './acl-admin.js';
import type { AdminCaller } from './admin-call.js';
import { ConfigAdmin } from './config-admin.js';
import { GroupAdmin } from './group-admin.js';
import { BrokerAdmin, ClusterAdmin, FeatureAdmin, QuorumAdmin } from './node-admin.js';
import { PartitionAdmin } from './partition-admin.js';
import { QuotaAdmin } from './quota-admin.js';
import { TopicAdmin } from './topic-admin.js';
import { TransactionAdmin } from './transaction-admin.js';
import { UserAdmin } from './user-admin.js';

/**
 * The administration of a cluster, by resource as in drave.admin.v1. Mutations carry a request id, so a call whose
 * answer was lost is repeated without being carried out twice; those of `quorum` have none, and are repeated only when
 * they never reached a node. Every failure is a DraveError.
 */
export class Admin {
  readonly topics: TopicAdmin;
  readonly partitions: PartitionAdmin;
  readonly brokers: BrokerAdmin;
  readonly configs: ConfigAdmin;
  readonly quorum: QuorumAdmin;
  readonly features: FeatureAdmin;
  readonly cluster: ClusterAdmin;
  readonly groups: GroupAdmin;
  readonly transactions: TransactionAdmin;
  readonly acls: AclAdmin;
  readonly users: UserAdmin;
  readonly quotas: QuotaAdmin;

  constructor(caller: AdminCaller) {
    this.topics = new TopicAdmin(caller);
    this.partitions = new PartitionAdmin(caller);
    this.brokers = new BrokerAdmin(caller);
    this.configs = new ConfigAdmin(caller);
    this.quorum = new QuorumAdmin(caller);
    this.features = new FeatureAdmin(caller);
    this.cluster = new ClusterAdmin(caller);
    this.groups = new GroupAdmin(caller);
    this.transactions = new TransactionAdmin(caller);
    this.acls = new AclAdmin(caller);
    this.users = new UserAdmin(caller);
    this.quotas = new QuotaAdmin(caller);
  }
}

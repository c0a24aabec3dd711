import { refuseAccess, type Authorizer, type Caller, type IfDenied, type Operation } from '@drave/base/access';
import type { Clock } from '@drave/env';
import type { MetadataImage } from '@drave/metadata';
import type { ReplicaManager } from '@drave/replica';
import type { HeldAppends } from './held-appends.js';
import type { PartitionReadiness } from './partition-readiness.js';
import type { PartitionFailure } from './requests.js';
import type { NodeId, TopicName } from '@drave/base';

/** What every operation of the broker works on. */
export interface BrokerDomain {
  readonly nodeId: NodeId;
  readonly clock: Clock;
  readonly authorizer: Authorizer;
  readonly replicas: Pick<ReplicaManager, 'partitionOf' | 'deadlines'>;
  /** The latest image. */
  readonly image: () => MetadataImage;
  readonly readiness: PartitionReadiness;
  readonly held: HeldAppends;
}

/** By its name; whether the topic exists is not looked at. */
export function refuseTopic(
  domain: BrokerDomain,
  caller: Caller,
  operation: Operation,
  topic: TopicName,
  ifDenied?: IfDenied,
): PartitionFailure | undefined {
  return refuseAccess(domain.authorizer, caller, operation, { kind: 'topic', name: topic }, ifDenied);
}

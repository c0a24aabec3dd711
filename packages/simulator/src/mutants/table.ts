import { clusterMutants } from './cluster-mutants.js';
import { consumerMutants } from './consumer-mutants.js';
import { controllerMutants } from './controller-mutants.js';
import { coordinatorMutants } from './coordinator-mutants.js';
import { groupMutants } from './group-mutants.js';
import { logMutants } from './log-mutants.js';
import { logStartMutants } from './log-start-mutants.js';
import { membershipMutants } from './membership-mutants.js';
import { moveMutants } from './move-mutants.js';
import type { Mutant } from './mutant.js';
import { quorumMutants } from './quorum-mutants.js';
import { starvationMutants } from './starvation-mutants.js';
import { replicaMutants } from './replica-mutants.js';
import { transactionClusterMutants } from './transaction-cluster-mutants.js';
import { transactionMutants } from './transaction-mutants.js';
import { transactionCoordinatorMutants } from './transaction-coordinator-mutants.js';
import { transactionalOffsetMutants } from './transactional-offset-mutants.js';

/** Every known bug that can be put back. */
export const mutants: readonly Mutant[] = [
  ...quorumMutants,
  ...starvationMutants,
  ...membershipMutants,
  ...clusterMutants,
  ...groupMutants,
  ...consumerMutants,
  ...controllerMutants,
  ...coordinatorMutants,
  ...replicaMutants,
  ...logMutants,
  ...logStartMutants,
  ...transactionMutants,
  ...transactionClusterMutants,
  ...transactionCoordinatorMutants,
  ...transactionalOffsetMutants,
  ...moveMutants,
];

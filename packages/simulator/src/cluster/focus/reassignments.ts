import { deleteRecordsFocus } from './delete-records.js';
import { allOf, type Focus } from './focus.js';
import { PurgingClient } from './purging-client.js';
import { ReassigningOperator } from './reassigning-operator.js';

/**
 * An operator moves partitions between brokers under load, and changes its mind now and then (KIP-455): new replicas
 * copy while brokers die, leaders move away and logs are made to start later, and in the end every partition has all of
 * its replicas.
 */
export const reassignmentsFocus: Focus = {
  weight: 1,
  adapt: (conditions, random) => ({
    ...deleteRecordsFocus.adapt(conditions, random),
    brokers: 4 + random.integer(2),
  }),
  begin: (cluster, { partitionNames }) =>
    allOf([new ReassigningOperator(cluster, partitionNames), new PurgingClient(cluster, partitionNames)]),
};

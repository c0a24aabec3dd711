import { apis, type AddOffsetsToTxnRequest, type AddOffsetsToTxnResponseInput } from '@drave/kafka-protocol';
import { deny, denyTransactions } from './access.js';
import type { HandlerContext, HandlerRow } from './handler-row.js';
import { askCoordinator } from './transaction-answers.js';

/*
 * AddOffsetsToTxn, versions 0 to 4.
 *
 * Adds the partition of `__consumer_offsets` that keeps the offsets of a group, so that they can be committed in the
 * transaction.
 *
 * Deviations: none known.
 */
export const addOffsetsToTxnRow: HandlerRow<AddOffsetsToTxnRequest, AddOffsetsToTxnResponseInput> = {
  api: apis.AddOffsetsToTxn,
  minVersion: 0,
  maxVersion: 4,
  handle,
  refuse: (errorCode) => ({ errorCode }),
};

async function handle(
  context: HandlerContext,
  { groupId, ...transaction }: AddOffsetsToTxnRequest,
): Promise<AddOffsetsToTxnResponseInput> {
  const { domain, caller } = context;
  const denied =
    denyTransactions(context, transaction.transactionalId) ?? deny(context, 'read', { kind: 'group', name: groupId });
  if (denied !== undefined) return { errorCode: denied.errorCode };
  await askCoordinator(context, 'AddOffsetsToTxn', () =>
    domain.broker.transactions.coordinator.addOffsets(caller, transaction, groupId),
  );
  return { errorCode: 0 };
}

import { apis, type EndTxnRequest, type EndTxnResponseInput } from '@drave/kafka-protocol';
import type { HandlerContext, HandlerRow } from './handler-row.js';
import { askCoordinator } from './transaction-answers.js';

/*
 * EndTxn, versions 0 to 5.
 *
 * Commits or aborts. The answer comes when that is decided for good; consumers see it once the markers are written,
 * which may take a moment longer. From version 5 on each end raises the epoch of the producer (KIP-890, part 2), and
 * the answer tells the new one.
 *
 * Deviations: none known.
 */
export const endTxnRow: HandlerRow<EndTxnRequest, EndTxnResponseInput> = {
  api: apis.EndTxn,
  minVersion: 0,
  maxVersion: 5,
  handle,
  refuse: (errorCode) => ({ errorCode, producerId: -1, producerEpoch: -1 }),
};

const RAISES_EPOCH = 5;

async function handle(
  context: HandlerContext,
  { committed, ...transaction }: EndTxnRequest,
): Promise<EndTxnResponseInput> {
  const { domain, caller, version } = context;
  const result = committed ? 'commit' : 'abort';
  const identity = await askCoordinator(context, 'EndTxn', () =>
    domain.broker.transactions.coordinator.endTransaction(caller, {
      ...transaction,
      result,
      raisesEpoch: version >= RAISES_EPOCH,
    }),
  );
  return { errorCode: 0, ...identity };
}

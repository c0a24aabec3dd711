import type { ErrorCode } from '@drave/base';

/** The first version of each request whose clients know PRODUCER_FENCED (KIP-588); older ones are told so otherwise. */
const fencedSince = {
  InitProducerId: 4,
  AddPartitionsToTxn: 2,
  AddOffsetsToTxn: 2,
  EndTxn: 2,
} as const;

export type TransactionRequestName = keyof typeof fencedSince;

/** What a client of that version is told. */
export function transactionErrorOf(request: TransactionRequestName, version: number, failure: ErrorCode): ErrorCode {
  return failure === 'PRODUCER_FENCED' && version < fencedSince[request] ? 'INVALID_PRODUCER_EPOCH' : failure;
}

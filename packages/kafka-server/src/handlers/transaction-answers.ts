import { DraveError } from '@drave/base';
import { transactionErrorOf, type TransactionRequestName } from '@drave/coordinator';
import type { HandlerContext } from './handler-row.js';

/**
 * Asks the coordinator of transactions; its refusal is told in the words that a client of this version knows.
 * @throws DraveError.
 */
export async function askCoordinator<Answer>(
  { version }: Pick<HandlerContext, 'version'>,
  request: TransactionRequestName,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await ask();
  } catch (reason) {
    if (!(reason instanceof DraveError)) throw reason;
    throw new DraveError(transactionErrorOf(request, version, reason.code), reason.message);
  }
}

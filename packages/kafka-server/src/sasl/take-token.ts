import type { Millis } from '@drave/base';
import type { Env } from '@drave/env';
import type { ConnectionFacts } from '../connection/request-runner.js';
import type { SaslSession } from './sasl-session.js';

/**
 * Gives a client's token to its session. From a success on the connection is the user's; a failure is told late, so
 * that whoever guesses has to wait (`connection.failed.authentication.delay.ms`).
 */
export async function takeToken(
  facts: ConnectionFacts,
  sasl: SaslSession,
  token: Buffer,
  version: number | undefined,
  { clock, timers }: Pick<Env, 'clock' | 'timers'>,
  failedDelayMs: Millis,
): Promise<ReturnType<SaslSession['token']>> {
  const now = { wallMs: clock.wallMs(), monotonicMs: clock.monotonicMs() };
  const outcome = sasl.token(token, version, now);
  if (outcome.kind === 'authenticated') facts.principal = outcome.principal;
  // Only the end of the connection ends the delay early, and then nobody waits for the answer.
  if (outcome.kind === 'failed') await timers.sleep(failedDelayMs, facts.signal).catch(() => {});
  return outcome;
}

import type { DraveError, ErrorCode } from '@drave/base';

/** What helps with an error whose message does not say it: where to look, or what to give. */
const steps: Readonly<Partial<Record<ErrorCode, string>>> = {
  UNKNOWN_TOPIC_OR_PARTITION: 'drave topic ls lists the topics',
  UNKNOWN_TOPIC_ID: 'drave topic ls lists the topics',
  GROUP_ID_NOT_FOUND: 'drave group ls lists the groups',
  TRANSACTIONAL_ID_NOT_FOUND: 'drave txn ls lists the transactions',
  BROKER_ID_NOT_REGISTERED: 'drave broker ls lists the brokers',
  BROKER_NOT_AVAILABLE: 'drave broker ls shows which brokers run',
  VOTER_NOT_FOUND: 'drave quorum status shows the voters',
  UNKNOWN_CONTROLLER_ID: 'drave quorum status shows the voters',
  NOT_CONTROLLER: 'drave quorum status shows which voters answer',
  LEADER_NOT_AVAILABLE: 'drave topic describe --only offline shows what has no leader',
  REQUEST_TIMED_OUT: 'drave doctor shows what does not answer',
  NETWORK_EXCEPTION: 'drave doctor shows what does not answer',
};

/** The message of an error with a next step behind it, unless the message names a command itself. */
export function withNextStep({ code, message }: Pick<DraveError, 'code' | 'message'>): string {
  const step = steps[code];
  return step === undefined || /\bdrave [a-z]/.test(message) ? message : `${message}; ${step}`;
}

import { DraveError, type Millis } from '@drave/base';
import type { ConsumerOptions } from '../options.js';

/** The group options of a consumer, validated and with their defaults filled in. */
export interface GroupSettings {
  readonly groupId: string;
  readonly instanceId: string | undefined;
  readonly assignor: string | undefined;
  readonly clientId: string;
  readonly rack: string | undefined;
  readonly maxPollIntervalMs: Millis;
  /** Undefined without automatic commits. */
  readonly autoCommitIntervalMs: Millis | undefined;
}

/** The settings, or undefined for a consumer outside any group. @throws DraveError INVALID_CONFIG. */
export function groupSettings(options: ConsumerOptions): GroupSettings | undefined {
  const { groupId } = options;
  if (groupId === undefined) {
    if (options.groupInstanceId !== undefined) throw invalid('groupInstanceId', 'needs a groupId');
    return undefined;
  }
  if (groupId === '') throw invalid('groupId', "must not be empty, for example groupId: 'billing'");
  if (options.groupInstanceId === '') throw invalid('groupInstanceId', 'must not be empty: leave it out');
  const autoCommit = options.enableAutoCommit ?? true;
  return {
    groupId,
    instanceId: options.groupInstanceId,
    assignor: options.groupRemoteAssignor,
    clientId: options.clientId ?? 'drave',
    rack: options.clientRack === '' ? undefined : options.clientRack,
    maxPollIntervalMs: positive('maxPollIntervalMs', options.maxPollIntervalMs ?? 300_000),
    autoCommitIntervalMs: autoCommit
      ? positive('autoCommitIntervalMs', options.autoCommitIntervalMs ?? 5000)
      : undefined,
  };
}

function positive(key: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1 && value <= INT_MAX) return value;
  throw invalid(key, `${value} is not valid; expected whole milliseconds from 1 to ${INT_MAX}, for example 5000`);
}

function invalid(key: string, what: string): DraveError {
  return new DraveError('INVALID_CONFIG', `${key}: ${what}`);
}

const INT_MAX = 0x7fff_ffff;

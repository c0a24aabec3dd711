import { describe, expect, it } from 'vitest';
import { groupSettings } from './group-settings.js';

describe('groupSettings', () => {
  it('are none outside a group', () => {
    expect(groupSettings({})).toBeUndefined();
  });

  it('have defaults', () => {
    expect(groupSettings({ groupId: 'g' })).toEqual({
      groupId: 'g',
      instanceId: undefined,
      assignor: undefined,
      clientId: 'drave',
      rack: undefined,
      maxPollIntervalMs: 300_000,
      autoCommitIntervalMs: 5_000,
    });
  });

  it('without automatic commits have no interval, whatever was said of one', () => {
    const settings = groupSettings({ groupId: 'g', enableAutoCommit: false, autoCommitIntervalMs: 10 });
    expect(settings?.autoCommitIntervalMs).toBeUndefined();
  });

  it.each([
    [{ groupInstanceId: 'i' }, 'groupInstanceId: needs a groupId'],
    [{ groupId: '' }, 'groupId: must not be empty'],
    [{ groupId: 'g', groupInstanceId: '' }, 'groupInstanceId: must not be empty'],
    [{ groupId: 'g', maxPollIntervalMs: 0 }, 'maxPollIntervalMs: 0 is not valid'],
    [{ groupId: 'g', autoCommitIntervalMs: 1.5 }, 'autoCommitIntervalMs: 1.5 is not valid'],
    [{ groupId: 'g', maxPollIntervalMs: 2 ** 31 }, 'maxPollIntervalMs: 2147483648 is not valid'],
  ])('refuse %j', (options, message) => {
    expect(() => groupSettings(options)).toThrow(message);
  });
});

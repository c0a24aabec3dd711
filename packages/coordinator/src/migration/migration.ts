/** `group.consumer.migration.policy`: which way a group with members may change its type. */
export type MigrationPolicy = 'disabled' | 'upgrade' | 'downgrade' | 'bidirectional';

/** A classic group becomes one of type consumer when a member of the newer protocol joins it. */
export function allowsUpgrade(policy: MigrationPolicy): boolean {
  return policy === 'upgrade' || policy === 'bidirectional';
}

/** A group of type consumer becomes a classic one when its last member of the newer protocol is gone. */
export function allowsDowngrade(policy: MigrationPolicy): boolean {
  return policy === 'downgrade' || policy === 'bidirectional';
}

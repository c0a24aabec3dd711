import type { SeedKind } from './seed-kind.js';

/**
 * Seeds that once found a bug of the product; `drave-simulate ci` runs them first. A seed replays its run only as long
 * as nothing in it changes, so each bug also has a test of its own beside the code: these are the corners worth another
 * look.
 */
export const regressions: Readonly<Record<SeedKind, readonly number[]>> = {
  quorum: [
    // A voter whose slow disk took the entry that removed it asked for pre-votes, and ended itself.
    202_193,
  ],
  cluster: [
    // An idempotent client let a batch pass a refused first one.
    7,
    // A follower that opened a partition anew claimed records that still waited for its disk.
    20,
    // A stopped broker went on deleting retired files.
    24,
    // FindCoordinator could not be answered from version 4 on.
    1,
    // A broker that was stopping answered Kafka clients with an error that they take for fatal.
    65,
    // An SDK consumer repeated a commit in the name of its next place in the group.
    20_059,
  ],
  starved: [
    // A member that had learnt nothing yet deposed leaders while both others knew how slow the machine was.
    119,
    // All stood still together, and the leader alone never learnt it, because it hears too much that is in time.
    473,
  ],
  'starved-cluster': [
    // Followers took their own standstill, over just before the fetch deadline, for silence of the leader.
    16,
  ],
};

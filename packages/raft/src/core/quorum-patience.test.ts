import { describe, expect, it } from 'vitest';
import { DETECTION_EXTRA_MS_MAX } from './detection.js';
import { QuorumPatience } from './quorum-patience.js';

const voters = [1, 2, 3].map((nodeId) => ({
  nodeId,
  directoryId: `directory-${nodeId}`,
  endpoint: { host: `n${nodeId}`, port: 9093 },
}));
const halfLifeMs = 30_000;

describe('QuorumPatience', () => {
  it('is nothing while one voter alone speaks of it, whoever that is', () => {
    const patience = new QuorumPatience();
    expect(patience.majorityMs(voters, 1, 5_000, 0)).toBe(0);
    patience.heard(2, 5_000, 0);
    expect(patience.majorityMs(voters, 1, 0, 0)).toBe(0);
  });

  it('is what a majority has reached', () => {
    const patience = new QuorumPatience();
    patience.heard(2, 2_000, 0);
    expect(patience.majorityMs(voters, 1, 1_200, 0)).toBe(1_200);
    patience.heard(3, 1_500, 0);
    expect(patience.majorityMs(voters, 1, 1_200, 0)).toBe(1_500);
    expect(patience.majorityMs(voters, 1, 0, 0)).toBe(1_500);
  });

  it('goes by the latest word of each, which fades when no other follows', () => {
    const patience = new QuorumPatience();
    patience.heard(2, 2_000, 0);
    patience.heard(3, 2_000, 0);
    expect(patience.majorityMs(voters, 1, 0, halfLifeMs)).toBe(1_000);
    patience.heard(3, 0, halfLifeMs);
    expect(patience.majorityMs(voters, 1, 0, halfLifeMs)).toBe(0);
  });

  it('counts voters alone, and this node only where it is one', () => {
    const patience = new QuorumPatience();
    patience.heard(3, 2_000, 0);
    patience.heard(9, 2_000, 0);
    expect(patience.majorityMs(voters, 9, 2_000, 0)).toBe(0);
    expect(patience.majorityMs([], 1, 2_000, 0)).toBe(0);
  });

  it('believes nobody more than the bound', () => {
    const patience = new QuorumPatience();
    patience.heard(2, 4_000_000_000, 0);
    patience.heard(3, 4_000_000_000, 0);
    expect(patience.majorityMs(voters, 1, 0, 0)).toBe(DETECTION_EXTRA_MS_MAX);
  });
});

import type { LocalCluster } from '@drave/cluster';
import { boundMs } from '../../test-cluster/src/bounds.js';

/** One thing that goes wrong while the stream runs: a node dies by SIGKILL at a point of the way, and comes back. */
interface Fault {
  /** Share of the stream that has been handed over when it strikes, 0 to 1. */
  readonly at: number;
  readonly what: string;
  readonly victim: string;
}

/**
 * What happened, for the summary: who died, how long until the cluster went on without it, how long until it was back.
 */
interface FaultReport {
  readonly what: string;
  readonly node: string;
  readonly goneMs: number;
  readonly backMs: number;
}

export function faultsFor(topic: string): readonly Fault[] {
  return [
    { at: 0.2, what: 'a partition leader', victim: `leader:${topic}/0` },
    { at: 0.45, what: 'the active controller', victim: 'controller' },
    { at: 0.7, what: 'a follower', victim: `follower:${topic}/1` },
  ];
}

/**
 * Lets the faults strike one after the other, each when the stream has come far enough and the one before is healed.
 */
export async function strike(
  cluster: LocalCluster,
  faults: readonly Fault[],
  reached: (share: number) => Promise<void>,
  say: (line: string) => void,
): Promise<readonly FaultReport[]> {
  const reports: FaultReport[] = [];
  for (const { at, what, victim } of faults) {
    await reached(at);
    const killedMs = performance.now();
    const [node = ''] = await cluster.kill(victim, { timeoutMs: boundMs(20_000, 'the cluster goes on') });
    const goneMs = performance.now() - killedMs;
    say(`killed ${what} (${victim} → ${node}); the cluster went on after ${goneMs.toFixed(0)} ms`);
    const startedMs = performance.now();
    await cluster.start(node, { timeoutMs: boundMs(120_000, 'a node is back and in sync') });
    const backMs = performance.now() - startedMs;
    say(`${node} is back and in sync after ${backMs.toFixed(0)} ms`);
    reports.push({ what, node, goneMs, backMs });
  }
  return reports;
}

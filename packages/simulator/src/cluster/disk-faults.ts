import { choose, type Fault } from './fault.js';
import type { FaultRunner } from './fault-runner.js';
import type { SimNode } from './sim-node.js';

export type DiskFault = 'slowDisk' | 'fullDisk' | 'failRead' | 'failWrite' | 'failSync' | 'failController' | 'flipBit';

/** What a disk still takes before it is full, at most. */
const LEFT_BYTES_MAX = 100_000;
/** Younger bytes may stand in memory caches of the very process that would notice. */
const logFile = /^data\/ledger[^/]*\/\d{20}\.log$/;

/** Disks that are slow, full, failing or rotten. */
export function strikeDisk(runner: FaultRunner, fault: Fault, kind: DiskFault): void {
  const { world } = runner.cluster;
  if (kind === 'slowDisk') {
    const node = runner.anyNode(fault);
    runner.note(fault, node.name);
    node.host.diskFaults({ stalledUntilMs: world.nowMs() + fault.lastsMs });
    if (!node.isBroker) node.host.storeFaults({ stalledUntilMs: world.nowMs() + fault.lastsMs });
    return;
  }
  if (kind === 'failController') {
    const node = runner.controller(fault);
    runner.note(fault, node.name, 'the next batch or sync');
    if (fault.choice < 0.7) node.host.storeState.failNext(1);
    else node.host.diskState.failNext('sync', 1);
    return;
  }
  const node = runner.broker(fault);
  const { diskState } = node.host;
  switch (kind) {
    case 'fullDisk': {
      const leftBytes = Math.floor(fault.choice * LEFT_BYTES_MAX);
      runner.note(fault, node.name, `${leftBytes} bytes left for ${fault.lastsMs} ms`);
      node.host.diskFaults({ capacityBytes: diskState.usedBytes + leftBytes });
      return runner.later(fault.lastsMs, () => node.host.diskFaults({ capacityBytes: Number.POSITIVE_INFINITY }));
    }
    case 'failRead':
      runner.note(fault, node.name, 'the next read of a log');
      return diskState.failNext('read', 1, '.log');
    case 'failWrite':
      runner.note(fault, node.name, 'the next write to a log');
      return diskState.failNext('write', 1, '.log');
    case 'failSync':
      // What a failed sync drops counts as lost.
      if (!runner.damageBudget.mayDamage(node)) return;
      runner.note(fault, node.name, 'the next sync of a log');
      return diskState.failNext('sync', 1, '.log');
    case 'flipBit':
      return flipBit(runner, fault, node);
  }
}

/** One bit of a log that was synced, written before some time and is not just being written. */
function flipBit(runner: FaultRunner, fault: Fault, victim: SimNode): void {
  const { diskState } = victim.host;
  if (!runner.damageBudget.mayDamage(victim)) return;
  const files = diskState.files().filter((path) => logFile.test(path) && durableBytes(victim, path) > 0);
  if (files.length === 0) return;
  const path = choose(files, fault.choice);
  const position = Math.floor(fault.target * durableBytes(victim, path));
  runner.note(fault, victim.name, `${path} at ${position}`);
  runner.cluster.rotten.add(victim.name);
  diskState.flipBit(path, position, Math.floor(fault.choice * 1_000) % 8);
}

function durableBytes(node: SimNode, path: string): number {
  return node.host.diskState.durableFileBytes(path)?.length ?? 0;
}

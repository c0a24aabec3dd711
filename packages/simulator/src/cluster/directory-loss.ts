import { choose, type Fault } from './fault.js';
import type { FaultRunner } from './fault-runner.js';

/**
 * One of a broker's volumes fails as a whole: the broker goes on with the others (KIP-112). Later it is mounted again
 * and the broker restarted, perhaps once before that; or it is replaced by an empty one (KIP-858). Never the first
 * directory, where the quorum's own files are.
 */
export function loseDirectory(runner: FaultRunner, fault: Fault): void {
  const node = runner.broker(fault);
  const { host, config } = node;
  const [, ...others] = config.dataDirectories;
  // What was not synced is lost with the volume.
  if (others.length === 0 || !host.alive || node.lostDirectory !== undefined || !runner.damageBudget.mayDamage(node))
    return;
  const path = choose(others, fault.choice);
  const replaced = fault.target * 100 - Math.floor(fault.target * 100) < 0.2;
  const restartsMeanwhile = fault.choice * 100 - Math.floor(fault.choice * 100) < 0.8;
  runner.note(fault, node.name, `${path}, then ${replaced ? 'replaced' : 'back'}, after ${fault.lastsMs} ms`);
  node.loseDirectory(path);
  const end = (): void => {
    // Dead or alive: a process learns of a volume that is back when it starts.
    if (host.alive) node.crash({});
    node.restoreDirectory();
    if (replaced) host.diskState.wipeDirectory(path);
    node.startLater();
  };
  if (!restartsMeanwhile) return runner.later(fault.lastsMs, end);
  runner.later(fault.lastsMs, () => {
    if (host.alive) node.crash({});
    node.startLater();
    runner.later(fault.lastsMs, end);
  });
}

import { unreachable } from '@drave/base';
import type { FaultKind } from './conditions.js';
import type { DiskFault } from './disk-faults.js';
import type { Fault } from './fault.js';
import type { FaultRunner } from './fault-runner.js';
import type { GroupFault } from './group-faults.js';
import type { NetworkFault } from './network-faults.js';
import type { SimNode } from './sim-node.js';
import type { StoryFault } from './stories.js';

/** Between the restarts of a rolling restart. */
const ROLL_PAUSE_MS = 300;
/** Less than a broker's session in the profile `local`. */
const QUICK_REBOOT_MS_MAX = 500;
/** Brokers refuse records from more than an hour ahead, by `message.timestamp.after.max.ms`; clients are right. */
const SKEW_MS_MAX = 3_500_000;
/** Whoever does not stop in order within this is killed, as a supervisor would. */
const STOP_PATIENCE_MS = 4_000;

type ProcessFault = Exclude<
  FaultKind,
  NetworkFault | GroupFault | DiskFault | StoryFault | 'changeVoters' | 'loseDirectory' | 'killTransactionCoordinator'
>;

/** Processes that die, stop, stand still or restart, with and without what they had stored; clocks that are wrong. */
export function strikeProcess(runner: FaultRunner, fault: Fault, kind: ProcessFault): void {
  const { cluster } = runner;
  switch (kind) {
    case 'killController':
      return runner.kill(fault, [runner.controller(fault)], {});
    case 'killBroker':
      return runner.kill(fault, [runner.broker(fault)], {});
    case 'killAllControllers':
      return runner.kill(fault, cluster.controllers, {});
    case 'killAllBrokers':
      return runner.kill(fault, cluster.brokers, {});
    case 'vanish':
      return runner.kill(fault, [runner.anyNode(fault)], { silent: true });
    case 'powerLossController':
      return runner.kill(fault, [runner.controller(fault)], { loseUnsynced: true });
    case 'powerLossAllControllers':
      return runner.kill(fault, cluster.controllers, { loseUnsynced: true });
    case 'powerLossBroker':
    case 'powerLossAllBrokers':
    case 'wipeBroker':
      return damage(runner, fault);
    case 'quickReboot':
      return quickReboot(runner, fault);
    case 'lossyFirst':
      return lossyFirst(runner, fault);
    case 'stop':
    case 'stopAndPowerLoss':
      return stopInOrder(runner, fault, runner.anyNode(fault), kind === 'stopAndPowerLoss');
    case 'rollBrokers':
      return roll(runner, fault, [...cluster.brokers]);
    case 'pause':
      return pause(runner, fault, runner.anyNode(fault));
    case 'stall': {
      const node = runner.anyNode(fault);
      runner.note(fault, node.name);
      return node.host.stall(fault.lastsMs);
    }
    case 'slowNode':
      return slow(runner, fault, runner.anyNode(fault));
    case 'clockStep':
    case 'clockDrift':
      return shiftClock(runner, fault, runner.anyNode(fault));
    default:
      unreachable(kind);
  }
}

function damage(runner: FaultRunner, fault: Fault): void {
  const { damageBudget } = runner;
  if (fault.kind === 'powerLossAllBrokers') {
    if (damageBudget.mayLoseAllUnsynced) runner.kill(fault, runner.cluster.brokers, { loseUnsynced: true });
    return;
  }
  const node = runner.broker(fault);
  const wipe = fault.kind === 'wipeBroker';
  if (!node.host.alive || !(wipe ? damageBudget.mayDamage(node) : damageBudget.mayLoseUnsynced(node))) return;
  runner.kill(fault, [node], { loseUnsynced: true });
  if (wipe) node.replaceDisk();
}

/** Back before anybody missed it, without what it had not synced (docs/faults.md B16). */
function quickReboot(runner: FaultRunner, fault: Fault): void {
  const node = runner.broker(fault);
  if (node.host.alive && runner.damageBudget.mayLoseUnsynced(node)) reboot(runner, fault, node);
}

/**
 * All brokers go down; the first one to be back is the one that has lost something, and it must wait for another one.
 */
function lossyFirst(runner: FaultRunner, fault: Fault): void {
  const node = runner.broker(fault);
  if (!node.host.alive || !runner.damageBudget.mayDamage(node)) return;
  const others = runner.cluster.brokers.filter((other) => other !== node);
  reboot(runner, fault, node);
  runner.later(fault.target * QUICK_REBOOT_MS_MAX, () => runner.kill(fault, others, {}));
}

function reboot(runner: FaultRunner, fault: Fault, node: SimNode): void {
  const downMs = Math.round(fault.choice * QUICK_REBOOT_MS_MAX);
  runner.note(fault, node.name, `silent, without power, for ${downMs} ms`);
  node.crash({ loseUnsynced: true, silent: true });
  node.startLater(downMs);
}

function stopInOrder(
  runner: FaultRunner,
  fault: Fault,
  node: SimNode,
  losePower: boolean,
  then: () => void = () => {},
): void {
  if (node.node === undefined || node.host.paused) return;
  runner.note(fault, node.name, `down for ${fault.lastsMs} ms`);
  const { incarnation } = node.host;
  let over = false;
  const end = (stopped: boolean): void => {
    if (over || node.host.incarnation !== incarnation || !node.host.alive) return;
    over = true;
    // Whoever stopped in order has synced everything, so a power loss then takes nothing.
    node.crash({ loseUnsynced: losePower && stopped });
    node.startLater(fault.lastsMs);
    then();
  };
  node.stop().then(
    () => end(true),
    (reason: unknown) => node.fail(reason),
  );
  runner.cluster.world.schedule(STOP_PATIENCE_MS, () => end(false));
}

/** One broker after the other, the next when the last one is back. */
function roll(runner: FaultRunner, fault: Fault, nodes: SimNode[]): void {
  const node = nodes.shift();
  if (node === undefined) return;
  stopInOrder(runner, fault, node, false, () =>
    runner.later(fault.lastsMs + ROLL_PAUSE_MS, () => roll(runner, fault, nodes)),
  );
}

function pause(runner: FaultRunner, fault: Fault, node: SimNode): void {
  if (!node.host.alive || node.host.paused) return;
  runner.note(fault, node.name);
  node.host.pause();
  runner.cluster.world.schedule(fault.lastsMs, () => node.host.resume());
}

function slow(runner: FaultRunner, fault: Fault, node: SimNode): void {
  runner.note(fault, node.name);
  node.host.eventCost(0.1 + fault.choice * 2);
  runner.later(fault.lastsMs, () => node.host.eventCost(runner.cluster.conditions.eventCostMs));
}

function shiftClock(runner: FaultRunner, fault: Fault, node: SimNode): void {
  const size = (fault.target - 0.5) * 2;
  if (fault.kind === 'clockStep') {
    const skewMs = Math.round(size * SKEW_MS_MAX);
    runner.note(fault, node.name, `to ${skewMs} ms off`);
    node.host.clockStep(skewMs - node.clockSkewMs);
    node.clockSkewMs = skewMs;
    return;
  }
  const partsPerMillion = Math.round(size * 200_000);
  runner.note(fault, node.name, `${partsPerMillion} ppm`);
  node.host.clockDrift(partsPerMillion);
  runner.later(fault.lastsMs, () => node.host.clockDrift(0));
}

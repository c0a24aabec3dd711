import { choose, type Fault } from './fault.js';
import type { FaultRunner } from './fault-runner.js';

export type GroupFault = 'killCoordinator' | 'memberCrash' | 'memberLeave' | 'memberPause' | 'memberCutOff';

/** Longer than most sessions, so that the member is missed. */
const PAUSE_MS_MIN = 800;

/** Members of consumer groups that come and go in every way, and coordinators that move. */
export function strikeGroup(runner: FaultRunner, fault: Fault, kind: GroupFault): void {
  const { cluster } = runner;
  const { world, groups, groupMembers } = cluster;
  if (groups.length === 0) return;
  if (kind === 'killCoordinator') {
    const { coordinator } = choose(groups, fault.target);
    const node = cluster.brokers.find(({ config }) => config.node.id === coordinator);
    if (node !== undefined) runner.kill(fault, [node], { silent: fault.choice < 0.2 });
    return;
  }
  const member = choose(groupMembers, fault.target);
  const { host } = member;
  if (!member.running || host.paused) return;
  switch (kind) {
    case 'memberCrash':
      runner.note(fault, host.name, `down for ${fault.lastsMs} ms`);
      member.crash(fault.choice < 0.3);
      return runner.later(fault.lastsMs, () => member.start());
    case 'memberLeave':
      runner.note(fault, host.name, `gone for ${fault.lastsMs} ms`);
      member.leave().then(
        () => runner.later(fault.lastsMs, () => member.start()),
        (reason: unknown) => {
          cluster.broken ??= reason;
        },
      );
      return;
    case 'memberPause': {
      const lastsMs = PAUSE_MS_MIN + fault.lastsMs;
      runner.note(fault, host.name, `for ${lastsMs} ms`);
      host.pause();
      world.schedule(lastsMs, () => host.resume());
      return;
    }
    case 'memberCutOff':
      runner.note(fault, host.name);
      for (const blocked of [true, false]) {
        const set = (): void => {
          world.links.set(host, '*', { blocked });
          world.links.set('*', host, { blocked });
        };
        if (blocked) set();
        else runner.later(fault.lastsMs, set);
      }
      return;
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { nodeRuntime, type NodeRuntime } from '@drave/cluster';

/** The kernel's default; within each period the processes run until their quota is used up, then none of them does. */
const PERIOD_US = 100_000;
const VERSION_ONE = '/sys/fs/cgroup/cpu';
const VERSION_TWO = '/sys/fs/cgroup';
const LOWEST_PRIORITY = '19';

/** Processes that are held, together, to a share of one core. */
interface HeldCpu {
  /** The means by which it is held; for the report of a test. */
  readonly how: string;
  /** Runs nodes that are held from their first instruction on. */
  readonly runtime: NodeRuntime;
  /** Called once all of them have ended. */
  release(): void;
}

/** Holds it by a control group where this machine lets us make one, else by busy loops that leave the rest to them. */
export function holdCpu(name: string, shareOfOneCore: number): HeldCpu {
  const quotaUs = Math.round(PERIOD_US * shareOfOneCore);
  const share = `${Math.round(shareOfOneCore * 100)} % of one core`;
  const one = controlGroup(VERSION_ONE, name, (group) => {
    writeFileSync(join(group, 'cpu.cfs_period_us'), `${PERIOD_US}`);
    writeFileSync(join(group, 'cpu.cfs_quota_us'), `${quotaUs}`);
  });
  if (one !== undefined) return heldBy(one, `control group (version 1), ${share}`);
  const two = controlGroup(VERSION_TWO, name, (group) =>
    writeFileSync(join(group, 'cpu.max'), `${quotaUs} ${PERIOD_US}`),
  );
  if (two !== undefined) return heldBy(two, `control group (version 2), ${share}`);
  return besideBusyLoops();
}

/** Undefined where there is none, or none that we may change. */
function controlGroup(root: string, name: string, limit: (group: string) => void): string | undefined {
  const group = join(root, name);
  if (!existsSync(join(root, 'cgroup.procs'))) return undefined;
  try {
    mkdirSync(group, { recursive: true });
    limit(group);
    return group;
  } catch (reason) {
    console.log(`no control group at ${group}: ${String(reason)}`);
    if (existsSync(group)) rmdirSync(group);
    return undefined;
  }
}

function heldBy(group: string, how: string): HeldCpu {
  const enter = `echo $$ > ${join(group, 'cgroup.procs')} && exec "$@"`;
  return {
    how,
    runtime: { ...nodeRuntime, command: (file) => ['/bin/sh', '-c', enter, 'held', ...nodeRuntime.command(file)] },
    release: () => rmdirSync(group),
  };
}

/** Two loops on every core at normal priority: what is left for processes of the lowest one is a few percent of it. */
function besideBusyLoops(): HeldCpu {
  const loops: ChildProcess[] = Array.from({ length: cpus().length * 2 }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  return {
    how: `${loops.length} busy loops beside nodes of the lowest priority`,
    runtime: { ...nodeRuntime, command: (file) => ['nice', '-n', LOWEST_PRIORITY, ...nodeRuntime.command(file)] },
    release: () => {
      for (const loop of loops) loop.kill('SIGKILL');
    },
  };
}

/** How often processes of the group had to wait for their next period; undefined where that is not counted. */
export function throttledPeriods(name: string): number | undefined {
  for (const root of [VERSION_ONE, VERSION_TWO]) {
    const file = join(root, name, 'cpu.stat');
    if (!existsSync(file)) continue;
    const found = /^nr_throttled (\d+)$/m.exec(readFileSync(file, 'utf8'));
    if (found !== null) return Number(found[1]);
  }
  return undefined;
}

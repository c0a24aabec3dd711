import { describe, expect, it } from 'vitest';
import { DraveError } from '@drave/base';
import type { ClusterView, PartitionView } from '../../cluster-view.js';
import type { NodeState } from '../../options.js';
import type { ChaosRound } from '../../chaos/chaos-plan.js';
import type { RequestFault, RequestMatch } from '../verbs/fault-verbs.js';
import type { ChaosTarget } from './chaos-run.js';
import { runChaos } from './chaos.js';

const partition: PartitionView = { topic: 'orders', partition: 0, leader: 4, replicas: [4, 5, 6], isr: [4, 5, 6] };

/** A cluster that notes the verbs, and heals unless it is told not to. */
class FakeCluster implements ChaosTarget {
  readonly calls: string[] = [];
  readonly nodes = ['c1', 'c2', 'c3', 'b1', 'b2', 'b3'].map((name, index) => ({
    id: index + 1,
    name,
    roles: [name.startsWith('c') ? ('controller' as const) : ('broker' as const)],
    state: 'running' as NodeState,
  }));
  readonly view = { partitions: async () => [partition] } as unknown as ClusterView;
  isHealthy = (): boolean => this.nodes.every(({ state }) => state === 'running');
  onCall: (call: string) => void = () => {};

  async resolve(expression: string | readonly string[]) {
    if (expression === 'leader:orders/0') return ['b1'];
    if (expression === 'leader:orders/1') throw new DraveError('LEADER_NOT_AVAILABLE', 'orders/1 has no leader');
    return [expression].flat();
  }
  kill = (names: string | readonly string[]) => this.become('kill', names, 'down');
  stop = (names: string | readonly string[]) => this.become('stop', names, 'down');
  start = (names: string | readonly string[]) => this.become('start', names, 'running');
  pause = (names: string | readonly string[]) => this.become('pause', names, 'paused');
  resume = (names: string | readonly string[]) => this.become('resume', names, 'running');
  partition = (names: string | readonly string[]) => this.links('partition', names);
  isolate = (names: string | readonly string[]) => this.links('isolate', names);
  slow = (names: string | readonly string[]) => this.links('slow', names);
  drop = (names: string | readonly string[]) => this.links('drop', names);
  reset = (names: string | readonly string[]) => this.links('reset', names);
  disk = async (names: string | readonly string[], faults: object) => this.inside('disk', names, faults);
  clock = async (names: string | readonly string[], faults: object) => this.inside('clock', names, faults);
  readonly faults = {
    on: async ({ broker = '', ...match }: RequestMatch, what: RequestFault) => ({
      brokers: this.inside('fail', broker, { ...match, ...what }),
    }),
  };
  heal = async () => {
    this.note('heal');
    return [];
  };
  lead = async (of: string, to: string | readonly string[]) => {
    this.note(`lead ${of} ${[to].flat().join(',')}`);
    return [to].flat().join(',');
  };
  elect = async () => {
    this.note('elect');
    return ['orders/0'];
  };
  stepDown = async () => {
    this.note('step-down');
    return 'c2';
  };
  async waitFor() {
    this.note('healthy?');
    if (!this.isHealthy()) throw new DraveError('REQUEST_TIMED_OUT', 'b1 is down');
  }

  private async become(verb: string, names: string | readonly string[], state: NodeState) {
    this.note(`${verb} ${[names].flat().join(',')}`);
    for (const node of this.nodes) if ([names].flat().includes(node.name)) node.state = state;
    return [names].flat();
  }
  private async links(verb: string, names: string | readonly string[]) {
    this.note(`${verb} ${[names].flat().join(',')}`);
    return { nodes: [names].flat(), others: ['b2'] };
  }
  private inside(verb: string, names: string | readonly string[], faults: object): readonly string[] {
    this.note(`${verb} ${[names].flat().join(',')} ${JSON.stringify(faults)}`);
    return [names].flat();
  }
  private note(call: string): void {
    this.calls.push(call);
    this.onCall(call);
  }
}

function round(...faults: ChaosRound['faults']): ChaosRound {
  return { faults, holdMs: 1, settle: true, pauseMs: 0 };
}

describe('chaos', () => {
  it('strikes the rounds of a plan, undoes each of them, and reports what roles have meant', async () => {
    const cluster = new FakeCluster();
    const rounds = [
      round({ verb: 'kill', nodes: 'leader:orders/0' }, { verb: 'slow', nodes: 'b2', latencyMs: 1 }),
      { ...round({ verb: 'pause', nodes: 'c1' }), settle: false },
      round({ verb: 'restart', nodes: 'b3' }),
      round({ verb: 'step-down' }, { verb: 'elect' }, { verb: 'lead', partition: 'orders/0', nodes: 'b2' }),
    ];
    const report = await runChaos(cluster, true, { plan: { rounds } });
    expect(cluster.calls).toEqual([
      'healthy?',
      ...['kill b1', 'slow b2', 'heal', 'start b1', 'healthy?'],
      ...['pause c1', 'resume c1'],
      ...['stop b3', 'start b3', 'healthy?'],
      ...['step-down', 'elect', 'lead orders/0 b2', 'healthy?'],
      'healthy?',
    ]);
    expect(report).toMatchObject({ ended: 'plan', healthy: true, problem: undefined, plan: { rounds } });
    expect(report.timeline.map(({ round: index, verb, struck }) => [index, verb, struck.join(',')])).toEqual([
      [1, 'kill', 'b1'],
      [1, 'slow', 'b2'],
      [2, 'pause', 'c1'],
      [3, 'restart', 'b3'],
      [4, 'step-down', 'c2'],
      [4, 'elect', 'orders/0'],
      [4, 'lead', 'b2'],
    ]);
    for (const { startMs, endMs, outcome } of report.timeline) {
      expect(outcome).toBe('struck');
      expect(endMs).toBeGreaterThanOrEqual(startMs);
    }
  });

  it('heals what is wrong inside nodes, and runs anew those whose disks have failed', async () => {
    const cluster = new FakeCluster();
    cluster.onCall = (call) => {
      const b3 = cluster.nodes.find(({ name }) => name === 'b3');
      // Of the two that fail one has not noticed.
      if (call.startsWith('disk b3') && b3 !== undefined) b3.state = 'down';
    };
    const rounds = [
      round(
        { verb: 'disk', nodes: 'b2', slowMs: 5 },
        { verb: 'clock', nodes: 'c1', offsetMs: -9, driftPpm: 1 },
        { verb: 'fail', nodes: 'b1', api: 'Produce', times: 2, error: 'NOT_LEADER_OR_FOLLOWER' },
      ),
      round({ verb: 'disk', nodes: 'c1', failing: true }, { verb: 'disk', nodes: 'b3', failing: true }),
      round({ verb: 'disk', nodes: 'b1', fullAfterBytes: 0 }),
    ];
    const report = await runChaos(cluster, false, { plan: { rounds } });
    expect(cluster.calls).toEqual([
      'healthy?',
      'disk b2 {"slowMs":5}',
      'clock c1 {"offsetMs":-9,"driftPpm":1}',
      'fail b1 {"api":"Produce","times":2,"error":"NOT_LEADER_OR_FOLLOWER"}',
      ...['heal', 'healthy?'],
      ...['disk c1 {"failing":true}', 'disk b3 {"failing":true}'],
      ...['heal', 'kill c1', 'start c1,b3', 'healthy?'],
      ...['disk b1 {"fullAfterBytes":0}', 'heal', 'healthy?'],
      'healthy?',
    ]);
    expect(report).toMatchObject({ ended: 'plan', healthy: true, problem: undefined });
  });

  it('leaves a majority without failing and full disks, and asks nothing of a controller that is about to end', async () => {
    const rounds = [
      round({ verb: 'disk', nodes: 'b1', failing: true }, { verb: 'disk', nodes: 'b2', fullAfterBytes: 0 }),
      round(
        { verb: 'disk', nodes: 'c1', failing: true },
        { verb: 'disk', nodes: 'c2', failing: true },
        { verb: 'step-down' },
        { verb: 'disk', nodes: 'c2', slowMs: 1 },
      ),
    ];
    const { timeline } = await runChaos(new FakeCluster(), false, { plan: { rounds } });
    expect(timeline.map(({ outcome, detail }) => `${outcome} ${detail}`)).toEqual([
      'skipped 2 of 3 replicas of orders/0 would be broken or not in sync',
      'struck ',
      'skipped 2 of 3 controllers would be broken',
      'skipped the controller c1 has a failing disk',
      'struck ',
      'struck ',
    ]);
  });

  it('skips what would break too much, or nobody, and breaks it where that is allowed', async () => {
    const rounds = [
      round({ verb: 'kill', nodes: 'b1' }, { verb: 'isolate', nodes: 'b2' }, { verb: 'kill', nodes: 'b1' }),
    ];
    const careful = await runChaos(new FakeCluster(), true, { plan: { rounds } });
    expect(careful.timeline.map(({ outcome, detail }) => `${outcome} ${detail}`)).toEqual([
      'skipped 2 of 3 replicas of orders/0 would be broken or not in sync',
      'skipped b1 is out already',
      'struck ',
    ]);
    const careless = await runChaos(new FakeCluster(), true, { plan: { rounds }, allowLoss: true });
    expect(careless.timeline.map(({ outcome }) => outcome)).toEqual(['skipped', 'struck', 'struck']);
    const leaderless = await runChaos(new FakeCluster(), true, {
      plan: { rounds: [round({ verb: 'kill', nodes: 'leader:orders/1' })] },
    });
    expect(leaderless.timeline).toMatchObject([{ outcome: 'skipped', detail: 'orders/1 has no leader' }]);
  });

  it('ends when it was interrupted, and heals', async () => {
    const cluster = new FakeCluster();
    const abort = new AbortController();
    cluster.onCall = (call) => (call === 'kill b1' ? abort.abort() : undefined);
    const rounds = [
      { ...round({ verb: 'kill', nodes: 'b1' }), holdMs: 3_600_000 },
      round({ verb: 'kill', nodes: 'b2' }),
    ];
    const report = await runChaos(cluster, true, { plan: { rounds }, signal: abort.signal });
    expect(report).toMatchObject({ ended: 'interrupted', healthy: true, plan: { rounds: [rounds[0]] } });
    expect(cluster.nodes.every(({ state }) => state === 'running')).toBe(true);
  });

  it('tells what does not heal, and strikes no more', async () => {
    const cluster = new FakeCluster();
    cluster.onCall = (call) => {
      if (call === 'kill b1') cluster.isHealthy = () => false;
    };
    const report = await runChaos(cluster, true, {
      seed: 3,
      verbs: ['kill'],
      faults: 5,
      plan: { rounds: [round({ verb: 'kill', nodes: 'b1' }), round({ verb: 'kill', nodes: 'b2' })] },
    });
    expect(report).toMatchObject({
      ended: 'failed',
      healthy: false,
      problem: 'what round 1 broke does not heal: b1 is down',
      timeline: [{ outcome: 'failed', struck: ['b1'] }],
    });
    expect(cluster.calls).not.toContain('kill b2');
  });

  it('begins only when the cluster is healthy', async () => {
    const cluster = new FakeCluster();
    await cluster.kill('b1');
    await expect(runChaos(cluster, true, {})).rejects.toThrow('b1 is down');
  });

  it('ends after so many faults, and a chaos of its plan is the same', async () => {
    const one = await runChaos(new FakeCluster(), true, { seed: 5, faults: 4, verbs: ['step-down', 'elect', 'lead'] });
    expect(one).toMatchObject({ seed: 5, ended: 'faults', healthy: true });
    const other = await runChaos(new FakeCluster(), true, { plan: one.plan });
    expect(other.ended).toBe('plan');
    const untimed = (report: typeof one) => report.timeline.map(({ startMs: _, endMs: __, ...rest }) => rest);
    expect(untimed(other)).toEqual(untimed(one));
  });

  it('gives up when nothing may strike', async () => {
    const rounds = Array.from({ length: 80 }, () => round({ verb: 'kill', nodes: 'b1,b2' }));
    const cluster = new FakeCluster();
    cluster.resolve = async () => ['b1', 'b2'];
    const report = await runChaos(cluster, true, { plan: { rounds } });
    expect(report).toMatchObject({ ended: 'skipped', healthy: true });
    expect(report.problem).toMatch(/^the last 50 faults were skipped: 2 of 3 replicas/);
  });
});

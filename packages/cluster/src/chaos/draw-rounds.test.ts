import { describe, expect, it } from 'vitest';
import { checkChaosPlan, chaosVerbs, type ChaosRound, type ChaosVerb } from './chaos-plan.js';
import { drawRounds, type ChaosTopology } from './draw-rounds.js';

const topology: ChaosTopology = {
  controllers: ['c1', 'c2', 'c3'],
  brokers: ['b1', 'b2', 'b3'],
  isProxied: true,
  partitions: ['orders/0', 'orders/1'],
};

function drawn(seed: number, count: number, of: ChaosTopology = topology, choice = {}): readonly ChaosRound[] {
  const rounds = drawRounds(seed, of, choice);
  return Array.from({ length: count }, () => rounds.next().value);
}

function textOf({ faults, holdMs, settle, pauseMs }: ChaosRound): string {
  const told = faults.map(({ verb, ...rest }) => [
    verb,
    ...Object.entries(rest).map(([key, value]) => `${key}=${value}`),
  ]);
  return `${told.map((words) => words.join(' ')).join(' + ')} for ${holdMs}${settle ? ', settles' : ''}, ${pauseMs}`;
}

describe('drawRounds', () => {
  it('draws the same rounds from the same seed, whatever the order of the topics', () => {
    expect(drawn(7, 12).map(textOf)).toMatchInlineSnapshot(`
      [
        "kill nodes=b2 for 2232, settles, 1414",
        "disk nodes=follower:orders/0 failing=true for 3220, 258",
        "step-down for 0, settles, 1303",
        "step-down for 0, settles, 303",
        "partition nodes=follower:orders/0 others=others for 3189, 1286",
        "disk nodes=b1 fullAfterBytes=65536 for 1699, settles, 332",
        "partition nodes=b2 others=others oneWay=true for 2411, settles, 1401",
        "drop nodes=c1 others=others share=0.09 for 2796, settles, 709",
        "reset nodes=b1 others=others for 1863, settles, 438",
        "pause nodes=leader:orders/0 for 2506, 814",
        "partition nodes=voter others=others for 2049, settles, 417",
        "drop nodes=follower:orders/1 others=others share=0.01 + kill nodes=c3 for 624, settles, 1104",
      ]
    `);
    expect(drawn(7, 12, { ...topology, partitions: topology.partitions.toReversed() })).toEqual(drawn(7, 12));
    expect(drawn(8, 12)).not.toEqual(drawn(7, 12));
  });

  it('begins a longer chaos like a shorter one', () => {
    expect(drawn(7, 30).slice(0, 12)).toEqual(drawn(7, 12));
  });

  it('uses every verb that the cluster can suffer, and no other', () => {
    const verbsOf = (of: ChaosTopology, choice = {}): ReadonlySet<ChaosVerb> =>
      new Set(drawn(1, 400, of, choice).flatMap(({ faults }) => faults.map(({ verb }) => verb)));
    expect([...verbsOf(topology, { clients: true })].toSorted()).toEqual(chaosVerbs.toSorted());
    expect(verbsOf(topology)).not.toContain('isolate');
    const direct = verbsOf({ ...topology, isProxied: false, partitions: [] });
    expect([...direct].toSorted()).toEqual(['clock', 'disk', 'fail', 'kill', 'pause', 'restart', 'step-down', 'stop']);
    expect([...verbsOf(topology, { verbs: ['kill', 'drop'] })].toSorted()).toEqual(['drop', 'kill']);
  });

  it('leaves the only controller alone, and clients, unless it is told otherwise', () => {
    const single = drawn(3, 200, { ...topology, controllers: ['c1'] });
    expect(JSON.stringify(single)).not.toMatch(/controller|voter|c1|clients/);
    expect(JSON.stringify(drawn(3, 200, topology, { clients: true }))).toMatch(/others,clients/);
  });

  it('fails requests of brokers alone, which controllers are not asked', () => {
    const faults = drawn(2, 300, topology, { verbs: ['fail'] }).flatMap((one) => one.faults);
    for (const { nodes } of faults) expect(nodes).toMatch(/^(b[123]|(leader|follower):orders\/[01])$/);
  });

  it('says why there is nothing to draw', () => {
    expect(() => drawn(1, 1, { ...topology, isProxied: false }, { verbs: ['slow', 'drop'] })).toThrow(
      'this cluster can suffer none of slow, drop; faults of the network need a cluster that was started with --network proxied',
    );
  });

  it('draws what a plan may hold', () => {
    const rounds = drawn(5, 500, topology, { clients: true });
    expect(checkChaosPlan({ seed: 5, rounds })).toEqual({ seed: 5, rounds });
  });
});

describe('checkChaosPlan', () => {
  const round = (fault: object): object => ({ rounds: [{ faults: [fault], holdMs: 1, settle: true, pauseMs: 0 }] });

  it('takes a plan, and a report that has one', () => {
    const plan = round({ verb: 'kill', nodes: 'leader:orders/0' });
    expect(checkChaosPlan({ plan, tookMs: 5 })).toEqual(checkChaosPlan(plan));
  });

  it.each([
    [{}, 'rounds: '],
    [{ rounds: [] }, 'rounds: '],
    [round({ verb: 'explode', nodes: 'b1' }), 'rounds.0.faults.0.verb: '],
    [round({ verb: 'kill', nodes: 'x'.repeat(1_000) }), 'rounds.0.faults.0.nodes: '],
    [round({ verb: 'kill' }), "a fault 'kill' needs 'nodes'"],
    [round({ verb: 'lead', nodes: 'b1' }), "a fault 'lead' needs 'partition'"],
    [round({ verb: 'drop', nodes: 'b1' }), "a fault 'drop' needs 'share'"],
    [round({ verb: 'slow', nodes: 'b1' }), "a fault 'slow' needs 'latencyMs' or 'jitterMs'"],
    [round({ verb: 'disk', nodes: 'b1' }), "a fault 'disk' needs 'fullAfterBytes', 'slowMs', 'failing' or"],
    [round({ verb: 'clock', nodes: 'b1' }), "a fault 'clock' needs 'offsetMs' or 'driftPpm'"],
    [round({ verb: 'fail', nodes: 'b1', drop: true }), "a fault 'fail' needs 'api'"],
    [round({ verb: 'fail', nodes: 'b1', api: 'Fetch' }), "a fault 'fail' needs 'error', 'delayMs', 'drop' or"],
    [round({ verb: 'fail', nodes: 'b1', api: 'Fetch', error: 'NONSENSE' }), 'rounds.0.faults.0.error: '],
  ])('refuses %j', (value, text) => {
    expect(() => checkChaosPlan(value)).toThrow(`no plan for chaos: ${text}`);
  });
});

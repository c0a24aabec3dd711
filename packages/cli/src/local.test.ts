import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterDescription, NodeRuntime } from '@drave/cluster';
import { fakeRuntime } from '@drave/cluster/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from './main.js';
import { recordedTerminal, type RecordedTerminal } from './testing/recorded-terminal.js';

describe('drave local', () => {
  let home: string;
  let runtime: NodeRuntime;
  const running: { terminal: RecordedTerminal; exit: Promise<number> }[] = [];

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'drave-cli-'));
    vi.stubEnv('DRAVE_HOME', home);
    runtime = fakeRuntime(home);
  });
  afterEach(async () => {
    for (const { terminal, exit } of running.splice(0)) {
      terminal.interrupt();
      await exit;
    }
    vi.unstubAllEnvs();
    rmSync(home, { recursive: true });
  });

  async function drave(...parameters: string[]): Promise<{ exitCode: number; lines: string[]; notes: string[] }> {
    const terminal = recordedTerminal();
    const exitCode = await main(parameters, { terminal, runtime: async () => runtime, version: '0.1.0' });
    return { exitCode, lines: terminal.lines, notes: terminal.notes };
  }

  /** Runs `local up` in the foreground, and resolves when its first line is printed. */
  async function up(...parameters: string[]): Promise<RecordedTerminal> {
    const terminal = recordedTerminal();
    const exit = main(['local', 'up', ...parameters], { terminal, runtime: async () => runtime, version: '0.1.0' });
    running.push({ terminal, exit });
    await terminal.until((lines) => lines.length > 0);
    return terminal;
  }

  it('shows a cluster without brokers with what can be done to it', async () => {
    const terminal = await up('-c', '1', '-b', '0');
    await terminal.until((lines) => lines.length >= 5);
    expect(terminal.lines.join('\n')).not.toContain('bootstrap');
    expect(terminal.lines[3]).toMatch(/^grpc {7}127\.0\.0\.1:\d+ {3}\(Drave's SDK and commands\)$/);
    expect(terminal.lines[4]).toMatch(/^console {4}http:\/\/127\.0\.0\.1:\d+\/console\/ /);
    expect(terminal.lines[5]).toMatch(/^try {8}drave local add broker /);
  });

  it('shows the overview, obeys verbs by role, and goes down on Ctrl-C', async () => {
    const terminal = await up('-c', '1', '-b', '2');
    await terminal.until((lines) => lines.length >= 7);
    expect(terminal.lines[0]).toMatch(
      /^Cluster "[a-z]+-[a-z]+" {2}1 controller · 2 brokers · temporary · timers: local {3}ready in \d/,
    );
    expect(terminal.lines[1]).toMatch(/^ {2}NAME {2}ROLE {8}STATE {3}KAFKA {11}GRPC/);
    expect(terminal.lines[2]).toMatch(/^ {2}c1 {4}controller {2}leader {2}- {15}127\.0\.0\.1:2\d{4}/);
    expect((await drave('local', 'kill', 'leader:t/0')).lines[0]).toMatch(/^leader:t\/0 → b2 killed \(\d+ ms\)$/);
    const ps = await drave('local', 'ps', '-o', 'json');
    const [cluster] = JSON.parse(ps.lines.join('')) as ClusterDescription[];
    expect(cluster?.nodes.map((node) => node.process)).toEqual(['running', 'running', 'down']);
    expect((await drave('local', 'start', 'b2', '-o', 'json')).lines[0]).toContain('"nodes":["b2"]');
    terminal.interrupt();
    expect(await running.splice(0)[0]?.exit).toBe(0);
    expect(terminal.lines.at(-1)).toBe(`${cluster?.name} is down`);
    expect(existsSync(cluster?.directory ?? home)).toBe(false);
    expect(readdirSync(join(home, 'running'))).toEqual([]);
  });

  it('prints one JSON line with everything a script needs', async () => {
    const terminal = await up('--single', '-o', 'json');
    const cluster = JSON.parse(terminal.lines.join('')) as ClusterDescription;
    expect(cluster.nodes).toHaveLength(1);
    expect(cluster.grpcBootstrap).toBe(cluster.nodes[0]?.grpc);
    expect(cluster.bootstrap).toBe(cluster.nodes[0]?.kafka);
    expect(cluster.nodes[0]).toMatchObject({ name: 'n1', roles: ['controller', 'broker'], process: 'running' });
    expect((await drave('local', 'env')).lines).toEqual([
      `export DRAVE_CLUSTER='${cluster.name}'`,
      `export KAFKA_BOOTSTRAP='${cluster.bootstrap}'`,
      `export DRAVE_BOOTSTRAP='${cluster.grpcBootstrap}'`,
      `export DRAVE_MONITOR='${cluster.monitor}'`,
    ]);
    expect((await drave('local', 'down')).lines).toEqual([`${cluster.name} is down`]);
    expect(await running.splice(0)[0]?.exit).toBe(0);
  });

  it.each([
    [['local', 'up', '-c', '2'], 1, '2 controllers tolerate 0 failures, the same as 1. Use 1 or 3'],
    [['local', 'up', '--single', '-c', '3'], 2, "option '--single' cannot be used with option '-c, --controllers"],
    [['local', 'up', '--combined', '-b', '2'], 1, '3 of them are 3 brokers, not 2; leave the number of brokers out'],
    [
      ['group', 'ls', '--state', 'Bogus'],
      2,
      "'Bogus' is not a valid state: give PreparingRebalance, CompletingRebalance, Stable",
    ],
    [['topic', 'create', 'orders', '-p', '30000'], 2, 'give a whole number from 1 to 20000'],
    [['local', 'up', '-c', 'three'], 2, "'three' is not a valid number: give a whole number"],
    [['local', 'up', '--name', 'Not Good'], 1, "'Not Good' is no cluster name: 1 to 63 of a-z, 0-9 and -, e.g. shop"],
    [['local', 'up', '--profile', 'fast'], 2, 'Allowed choices are local, real'],
    [['local', 'kill', 'b1'], 1, 'no local cluster runs; start one with drave local up'],
    [['local', 'kill'], 2, "missing required argument 'nodes'"],
    [
      ['local', 'up', '--name', 'a', '--cluster', 'b'],
      2,
      "option '--name <name>' cannot be used with option '--cluster",
    ],
    [['local', 'ps', 'shop', '--cluster', 'bar'], 2, "two clusters are named, 'shop' and 'bar': leave one out"],
    [['local', 'down', 'shop'], 1, "no local cluster called 'shop' runs (none runs); see drave local ps"],
    [['locale'], 2, '(Did you mean local?)'],
  ])('refuses %j with exit code %d and one clear line', async (parameters, exitCode, text) => {
    const result = await drave(...parameters);
    expect(result.exitCode).toBe(exitCode);
    expect(result.notes.join('\n')).toContain(text);
    expect(result.notes.join('\n')).not.toContain('    at ');
    expect(result.lines).toEqual([]);
  });

  it('shows the requests of Kafka clients, from a log that begins with the first question', async () => {
    await up('-c', '1', '-b', '2', '--cluster', 'shop');
    const first = await drave('local', 'requests');
    expect(first.notes[0]).toContain('requests are logged from now on, until --off');
    const shown = await drave('local', 'requests', '--api', 'Produce', '--client', 'billing', '-n', '1');
    expect(shown.lines[1]).toMatch(
      /^1970-01-01T00:00:00.000Z {2}b[12] +Produce v9 +billing +t\/0\+1 +NOT_LEADER_OR_FOLLOWER +1.5 ms$/,
    );
    expect(shown.notes).toEqual(['2 requests kept, 0 dropped']);
    const json = await drave('local', 'requests', '--api', 'Fetch', '-o', 'json');
    expect(JSON.parse(json.lines.join(''))).toMatchObject({ cluster: 'shop', kept: 2, dropped: 0, requests: [] });
    expect((await drave('local', 'requests', '--off')).lines).toEqual(['requests are not logged any more']);
    const again = await drave('local', 'requests', '--on', 'b2', '-o', 'json');
    expect(JSON.parse(again.lines.join(''))).toMatchObject({ hasBegun: true });
    expect((await drave('local', 'requests', '-n', 'all')).notes.join('\n')).toContain("'all' is not a valid number");
  });

  it('records what clients send for a time, and refuses to send a damaged recording again', async () => {
    await up('-c', '1', '-b', '1', '--cluster', 'shop');
    const file = join(home, 'requests.bin');
    const recorded = await drave('local', 'record', file, '--for', '10ms', '-o', 'json');
    expect(JSON.parse(recorded.lines.join(''))).toMatchObject({ cluster: 'shop', file, dropped: 0 });
    expect((await drave('local', 'record', file)).notes.join('\n')).toContain('it exists already: name another file');
    appendFileSync(file, 'x');
    const replayed = await drave('local', 'replay', file);
    expect(replayed.exitCode).toBe(1);
    expect(replayed.notes.join('\n')).toMatch(/requests\.bin' is damaged, and nothing of it was sent/);
  });

  it('breaks and mends a proxied network, and says between whom', async () => {
    await up('-c', '1', '-b', '2', '--network', 'proxied', '--cluster', 'shop');
    const said = async (...parameters: string[]): Promise<string> => {
      const { lines, notes } = await drave('local', ...parameters);
      return [...lines, ...notes].join('\n').replace(/\d+ ms/, 'n ms');
    };
    expect(await said('partition', 'leader:t/0', 'b1')).toBe('leader:t/0 → b2 cut off from b1 (n ms)');
    expect(await said('partition', 'b1', 'c1', '--one-way', '--no-wait')).toBe('b1 cut off from c1, one way (n ms)');
    expect(await said('heal', 'b2')).toBe('b1, b2 healed (n ms)');
    expect(await said('heal')).toBe('b1, c1 healed (n ms)');
    expect(await said('heal')).toBe('there was nothing to heal');
    expect(await said('slow', 'b1', 'clients', '--latency', '1ms')).toBe('b1 slow to clients (n ms)');
    expect(await said('drop', 'b1', 'clients', '--share', '5%')).toBe('b1 losing what passes to clients (n ms)');
    expect(await said('reset', 'b1', 'clients')).toBe('b1 reset connections with clients (n ms)');
    expect(await said('isolate', 'b1', '--no-wait')).toBe('b1 cut off from c1, b2, clients (n ms)');
    expect(await said('slow', 'b1')).toContain('how slow? Give a latency, a jitter, or bytes per second');
    expect(await said('drop', 'b1', '--share', '0')).toContain("'0' is not a valid share: give more than 0");
    const { lines } = await drave('local', 'heal', '-o', 'json');
    expect(JSON.parse(lines.join(''))).toMatchObject({ verb: 'heal', nodes: ['b1', 'b2', 'c1', 'clients'] });
  });

  it('moves leaders, waits for conditions, and tells what happened', async () => {
    await up('-c', '1', '-b', '2', '--cluster', 'shop');
    const said = async (...parameters: string[]): Promise<string> => {
      const { lines, notes } = await drave('local', ...parameters);
      return [...lines, ...notes].join('\n').replaceAll(/\d+ ms/g, 'n ms');
    };
    expect(await said('lead', 't/0', '--to', 'leader:t/0')).toBe('leader:t/0 → b2 leads t/0 (n ms)');
    expect(await said('elect', 't/0')).toBe('no partition needed an election');
    expect(await said('step-down')).toBe('the active controller gave way; c1 is active (n ms)');
    expect(await said('wait', 'healthy', 'leader:t/0=b2')).toBe('healthy and leader:t/0=b2 (n ms)');
    expect(await said('wait', 'controller!=c1', '--timeout', '1ms')).toContain('still: the active controller is c1');
    expect(await said('wait', 'wealthy')).toContain("'wealthy' is no condition");
    expect(await said('partition', 'b1')).toContain('start it with --network proxied');
    expect((await said('events')).split('\n')[0]).toMatch(/^TIME +NODE +EVENT +DETAIL$/);
  });

  it('breaks a cluster by a seed, tells each fault and what came of them, and does it again by the report', async () => {
    await up('-c', '1', '-b', '2', '--cluster', 'shop');
    const chaos = async (input: string, ...parameters: string[]) => {
      const terminal = recordedTerminal(input);
      const context = { terminal, runtime: async () => runtime, version: '0.1.0' };
      const exitCode = await main(['local', 'chaos', ...parameters], context);
      return { exitCode, text: terminal.lines.join('\n'), notes: terminal.notes.join('\n') };
    };
    const told = await chaos('', '--seed', '7', '--faults', '1', '--only', 'elect');
    expect(told.text).toMatch(
      /^ +[0-9.]+ s – +[0-9.]+ s {2}elect\nseed 7: 1 fault in [0-9.]+ s; everything is healed and healthy$/,
    );
    const { text } = await chaos('', '--seed', '7', '--faults', '1', '--only', 'elect', '-o', 'json');
    const report = JSON.parse(text) as { plan: unknown };
    expect(report).toMatchObject({
      cluster: 'shop',
      seed: 7,
      ended: 'faults',
      healthy: true,
      timeline: [{ verb: 'elect' }],
    });
    const again = JSON.parse((await chaos(text, '--plan', 'report.json', '-o', 'json')).text) as { plan: unknown };
    expect(again.plan).toEqual(report.plan);
    const handMade = 'rounds: [{ faults: [{ verb: kill, nodes: "b1,b2" }], holdMs: 0, pauseMs: 0, settle: true }]';
    expect((await chaos(handMade, '--plan', 'plan.yaml')).text).toContain(
      'kill b1,b2 → b1, b2  skipped: 2 of 3 replicas of t/0',
    );
    expect((await chaos(handMade, '--plan', 'plan.yaml', '--allow-loss')).text).toMatch(
      / kill b1,b2 → b1, b2\n1 fault in/,
    );
    expect(await chaos('rounds: []', '--plan', 'plan.yaml')).toMatchObject({ exitCode: 1 });
    expect((await chaos('{', '--plan', 'plan.yaml')).notes).toContain('plan.yaml is no plan in YAML or JSON');
    expect(await chaos('', '--only', 'explode')).toMatchObject({ exitCode: 2 });
  });

  it('shows the board of a cluster once without a terminal, and on one live, only when it has changed', async () => {
    await up('-c', '1', '-b', '2', '--cluster', 'shop');
    const { lines } = await drave('local', 'board');
    expect(lines.slice(0, 2).join('\n')).toMatch(/^Cluster "shop" {2}.*bootstrap .*\n {2}NAME {2}ROLE/);
    const terminal = { ...recordedTerminal(), isInteractive: true };
    const exit = main(['local', 'board'], { terminal, runtime: async () => runtime, version: '0.1.0' });
    const frames = (): string[] => terminal.written.map((bytes) => Buffer.from(bytes).toString('utf8'));
    await expect.poll(frames, { timeout: 20_000 }).toHaveLength(1);
    expect(frames()[0]?.startsWith('\u001b[?1049h\u001b[?25l\u001b[HCluster "shop"')).toBe(true);
    await drave('local', 'pause', 'b1', '--no-wait');
    await expect.poll(() => frames().at(-1), { timeout: 20_000 }).toContain('fault       b1 paused');
    await drave('local', 'resume', 'b1', '--no-wait');
    terminal.interrupt();
    expect(await exit).toBe(0);
    expect(frames().at(-1)).toBe('\u001b[?25h\u001b[?1049l');
  });

  it('is a shell for verbs and commands, which goes on after one that fails, until its input ends', async () => {
    await up('-c', '1', '-b', '2', '--cluster', 'shop');
    await up('-c', '1', '-b', '1', '--cluster', 'other');
    const shell = async (input: string) => {
      const terminal = recordedTerminal(input);
      const context = { terminal, runtime: async () => runtime, version: '0.1.0' };
      const exitCode = await main(['local', 'shell', '--cluster', 'shop'], context);
      return { exitCode, text: terminal.lines.join('\n'), notes: terminal.notes.join('\n') };
    };
    const { exitCode, text, notes } = await shell(
      "kill leader:t/0 # whoever that is\n\n  kill 'b9\nkill b9\n\\start b2\nps -o json\nwait healthy\n",
    );
    expect(text).toMatch(/^leader:t\/0 → b2 killed .*\nb2 started .*\n\[.*"name":"shop".*\]\nhealthy .*$/);
    expect(notes).toContain("drave: a quote ' has no end");
    expect(notes).toContain("drave: 'b9' names no node");
    expect(exitCode).toBe(0);
    expect(await shell('kill b9')).toMatchObject({ exitCode: 1 });
    expect((await shell('exit\nkill b1')).text).toBe('');
    expect((await shell('help kill')).text).toContain('kill -9: no controlled shutdown');
  });

  it('follows events, each as one line, until Ctrl-C', async () => {
    await up('-c', '1', '-b', '1', '--cluster', 'shop');
    const terminal = recordedTerminal();
    const context = { terminal, runtime: async () => runtime, version: '0.1.0' };
    const exit = main(['local', 'events', '-w', '-o', 'json'], context);
    await drave('local', 'kill', 'b1', '--no-wait');
    await terminal.until((lines) => lines.some((line) => line.includes('killed')));
    terminal.interrupt();
    expect(await exit).toBe(0);
    const told = terminal.lines.map((line) => JSON.parse(line) as { node: string; kind: string });
    expect(told[0]).toMatchObject({ node: 'c1', kind: 'starting' });
    expect(told.at(-1)).toMatchObject({ node: 'b1', kind: 'killed', detail: 'SIGKILL' });
  });

  it('shows the last lines of logs, of several nodes with their names, and follows them', async () => {
    const { lines: overview } = await up('-c', '1', '-b', '1', '--cluster', 'shop', '-o', 'json');
    const { nodes } = JSON.parse(overview[0] ?? '') as ClusterDescription;
    for (const { name, logFile } of nodes) writeFileSync(logFile, `${name} is old\n${name} is here\n`);
    expect((await drave('local', 'logs', 'leader:t/0', '-n', '1')).lines).toEqual(['b1 is here']);
    expect((await drave('local', 'logs', 'all', '-n', '1')).lines).toEqual(['c1  c1 is here', 'b1  b1 is here']);
    const terminal = recordedTerminal();
    const context = { terminal, runtime: async () => runtime, version: '0.1.0' };
    const exit = main(['local', 'logs', 'b1', '-f', '-n', '0', '-o', 'json'], context);
    const written = setInterval(() => appendFileSync(nodes[1]?.logFile ?? '', 'news\n'), 20);
    await terminal.until((lines) => lines.length > 0);
    clearInterval(written);
    terminal.interrupt();
    expect(await exit).toBe(0);
    expect(JSON.parse(terminal.lines[0] ?? '')).toEqual({ node: 'b1', line: 'news' });
  });

  it('takes the name of a cluster in one way everywhere', async () => {
    await up('--cluster', 'shop', '--single');
    await up('--name', 'bar', '--single');
    const named = async (...parameters: string[]): Promise<string> =>
      (await drave('local', ...parameters)).lines.join('\n');
    for (const name of ['shop', 'bar']) {
      expect(await named('ps', '--cluster', name)).toContain(`"${name}"`);
      expect(await named('ps', name)).toContain(`"${name}"`);
      expect(await named('env', '--cluster', name)).toContain(`DRAVE_CLUSTER='${name}'`);
      expect(await named('env', name)).toContain(`DRAVE_CLUSTER='${name}'`);
      expect(await named('kill', 'n1', '--cluster', name, '--no-wait')).toContain('n1 killed');
    }
    expect(await named('down', '--cluster', 'shop')).toBe('shop is down');
    expect(await named('down', 'bar', '--cluster', 'bar')).toBe('bar is down');
  });

  it('tells an error as JSON when JSON was asked for', async () => {
    const { notes } = await drave('local', 'up', '-c', '4', '-o', 'json');
    expect(JSON.parse(notes.join(''))).toMatchObject({ error: { code: 'EVEN_QUORUM', retriable: false } });
  });

  it.each([
    [['local', 'up', '-c', 'three', '-o', 'json'], "'three' is not a valid number: give a whole number from 0 to 99"],
    [['local', 'up', '--profile', 'fast', '-o', 'json'], 'Allowed choices are local, real'],
  ])('tells what was typed wrongly as JSON too: %j', async (parameters, text) => {
    const { exitCode, notes } = await drave(...parameters);
    expect(exitCode).toBe(2);
    const { error } = JSON.parse(notes.join('')) as { error: { code: string; message: string } };
    expect(error.code).toBe('INVALID_REQUEST');
    expect(error.message).toContain(text);
  });

  it('takes states of groups in upper or lower case', async () => {
    const { exitCode, notes } = await drave('group', 'ls', '--state', 'stable', 'EMPTY', '--cluster', 'none');
    expect(exitCode).toBe(1);
    expect(notes.join('\n')).toContain("no local cluster called 'none' runs");
  });

  it('shows the help of a command that lies deeper', async () => {
    const { exitCode, lines } = await drave('help', 'topic', 'create');
    expect(exitCode).toBe(0);
    expect(lines[0]).toContain('Usage: drave topic create [options] <names...>');
  });

  it('runs a command against a cluster of its own and gives back its exit code', async () => {
    const script = join(home, 'check.mjs');
    writeFileSync(script, "process.exit(/^127\\.0\\.0\\.1:\\d+$/.test(process.env.DRAVE_BOOTSTRAP ?? '') ? 7 : 1);");
    const result = await drave('local', 'run', '-c', '1', '-b', '1', '--', process.execPath, script);
    expect(result.exitCode).toBe(7);
    const kept = /kept in (.*)$/.exec(result.notes.join(''))?.[1] ?? '';
    expect(existsSync(kept)).toBe(true);
    rmSync(kept, { recursive: true });
  });
});

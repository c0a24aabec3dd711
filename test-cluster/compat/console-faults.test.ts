import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Deadline } from '../src/bounds.js';
import { drave } from '../src/command-line.js';
import { BROWSER, ConsoleBrowser } from './suites/browser.js';
import { isRunnable } from './suites/external.js';

interface Described {
  readonly partitions: readonly { readonly leaderId: number }[];
}

interface LocalCluster {
  readonly console: string;
  readonly nodes: readonly { readonly id: number; readonly name: string }[];
}

/** From the click on, on a normal machine. */
const TOLD_MS = 2_000;
const runnable = await isRunnable('faults by the console', { commands: [BROWSER] });

/** The console of a local cluster, which can break it: what `drave local up` prints the address of. */
describe.skipIf(!runnable)('the console of a local cluster', () => {
  let home: string;
  let browser: ConsoleBrowser;
  let nodes: LocalCluster['nodes'];
  const run = async (parameters: string): Promise<string> => {
    const { stdout, stderr, exitCode } = await drave(home, parameters.split(' '));
    if (exitCode !== 0) throw new Error(`drave ${parameters} ended with ${exitCode}: ${stderr}`);
    return stdout;
  };
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'drave-home-'));
    await run('local up -d -c 1 -b 3 --network proxied --ports auto');
    await run('topic create orders -p 6 -r 3');
    const [cluster] = JSON.parse(await run('local ps -o json')) as readonly LocalCluster[];
    if (cluster === undefined) throw new Error('there is no cluster');
    nodes = cluster.nodes;
    browser = await ConsoleBrowser.open(cluster.console);
  });
  afterAll(async () => {
    await browser?.close();
    await drave(home, ['local', 'down', '--all']);
    rmSync(home, { recursive: true });
  });

  const order = async (verb: string, node: string): Promise<void> => {
    const form = browser.page.getByRole('form', { name: verb, exact: true });
    await form.getByRole('combobox', { name: 'Node' }).selectOption(node);
    await form.getByRole('button', { name: verb, exact: true }).click();
    await browser.page.getByText(`${verb}: ${node}`, { exact: true }).waitFor();
  };

  it('kills a leader by its button, and health, heat map and events tell of it', async () => {
    const { page } = browser;
    const [topic] = JSON.parse(await run('topic describe orders -o json')) as readonly Described[];
    const leaderId = topic?.partitions[0]?.leaderId;
    const leader = nodes.find(({ id }) => id === leaderId)?.name ?? '';
    for (const scheme of ['dark', 'light'] as const) {
      await browser.visit('#/faults', scheme);
      await page.getByRole('form', { name: 'kill' }).waitFor();
      expect(await browser.violations()).toEqual([]);
    }
    const [health, heatMap, events] = await Promise.all(
      ['#/', '#/topics/orders', '#/timeline'].map((fragment) => browser.beside(fragment)),
    );
    if (health === undefined || heatMap === undefined || events === undefined) throw new Error('there are three pages');
    await health.locator('[data-health="good"]').waitFor();
    const row = heatMap.getByRole('rowheader', { name: `broker ${leaderId}` }).locator('..');
    await row.locator('[data-state="leader"]').first().waitFor({ state: 'attached' });
    const started = performance.now();
    const told = Promise.all([
      health.locator('[data-health="degraded"]').waitFor(),
      row.getByText('its broker is down').first().waitFor({ state: 'attached' }),
      row.locator('[data-state="leader"]').first().waitFor({ state: 'detached' }),
      events
        .locator('.timeline li', { hasText: `in place of broker ${leaderId}` })
        .first()
        .waitFor(),
    ]).then(() => performance.now() - started);
    const within = new Deadline(TOLD_MS, 'what the console tells of a leader that was killed', started);
    await Promise.all([order('kill', leader), told]);
    const tookMs = Math.round(await told);
    expect(await within.holds(tookMs), `${tookMs} ms after the click`).toBe(true);
    await browser.picture('faults', true);
    await page.getByText(`${leader} is down`).waitFor();
    await Promise.all([health, heatMap, events].map((one) => one.close()));
    await browser.visit('#/faults');
    await order('start', leader);
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.locator('[data-health="good"]').waitFor();
  });

  it('cuts a link of the picture, and heals it, by keyboard and by click, and has requests fail', async () => {
    const { page } = browser;
    await browser.visit('#/faults');
    const [one = '', other = ''] = nodes.filter(({ name }) => name.startsWith('b')).map(({ name }) => name);
    const between = `the link between ${one} and ${other}`;
    await page.getByRole('button', { name: `Cut ${between}` }).focus();
    await page.keyboard.press('Enter');
    const cut = page.getByRole('button', { name: `Heal (cut) ${between}` });
    await cut.waitFor();
    expect(await browser.violations()).toEqual([]);
    // The middle of what surrounds a line is not on it.
    await cut.dispatchEvent('click');
    await page.getByRole('button', { name: `Cut ${between}` }).waitFor();
    await page.getByText('Nothing is broken.').waitFor();
    await page.getByRole('form', { name: 'fail', exact: true }).getByRole('button', { name: 'fail' }).click();
    await page.getByText(/^fail: /).waitFor();
    await page.getByRole('form', { name: 'unfail', exact: true }).getByRole('button', { name: 'unfail' }).click();
    await page.getByText('Nothing is broken.').waitFor();
    expect(browser.complaints).toEqual([]);
  });
});

import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runClusterSeed } from '@drave/simulator';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { boundMs } from '../src/bounds.js';
import { isRunnable } from './suites/external.js';

/** The playground in Debian's Chromium, opened from the file system as people do, without a server. */
const CHROMIUM = '/usr/bin/chromium';
const root = fileURLToPath(new URL('../..', import.meta.url));
const address = pathToFileURL(`${root}docs/playground/index.html`).href;
const axe = createRequire(import.meta.url).resolve('axe-core');
const quiet = ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
/** One without compression, one with gzip. */
const seeds = [5, 29];
const runnable = await isRunnable('the playground', { commands: ['chromium'], from: 'apt-get install chromium' });

describe.skipIf(!runnable)('the playground in Chromium', () => {
  let browser: Browser;
  let page: Page;
  const errors: unknown[] = [];
  beforeAll(async () => {
    execFileSync('npm', ['run', '--silent', 'playground'], { cwd: root });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', ...quiet] });
    page = await browser.newPage();
    page.setDefaultTimeout(boundMs(60_000, 'what a page of the playground is waited for'));
    page.on('pageerror', (error) => errors.push(error));
  });
  afterEach(() => expect(errors).toEqual([]));
  afterAll(() => browser.close());

  const open = async (hash: string): Promise<void> => {
    await page.goto('about:blank');
    await page.goto(`${address}${hash}`);
  };
  const happens = (text: string): Promise<void> => page.locator('.news li', { hasText: text }).first().waitFor();

  it.each(seeds)(
    'cluster seed %i leaves the hash there that it leaves in Node, however it is watched',
    async (seed) => {
      await open(`#run=cluster&seed=${seed}&speed=100`);
      const hash = await page.locator('[data-outcome=ended] code').textContent();
      expect(hash).toBe((await runClusterSeed(seed)).traceHash);
    },
  );

  it('shows how another broker leads when the leader is killed, and does it again from the address', async () => {
    await open('#seed=1&speed=1');
    await page.locator('.place', { hasText: 'leads orders-0' }).click();
    await page.getByRole('button', { name: 'Kill' }).click();
    await happens('leads orders-0 in leader epoch 1');
    const told = await page.locator('.news li').allTextContents();
    const replayed = new URL(page.url()).hash;
    expect(replayed).toMatch(/clicks=\d+\.kill\.b\d/);
    await open(replayed);
    await happens('leads orders-0 in leader epoch 1');
    const words = (lines: readonly string[]): (string | undefined)[] =>
      lines.map((line) => line.slice(line.indexOf(' ') + 1));
    expect(words(await page.locator('.news li').allTextContents()).slice(-told.length)).toEqual(words(told));
  });

  it('leads through a tour', async () => {
    await open('#tour=election&speed=100');
    const next = page.getByRole('button', { name: 'Next' });
    for (const title of [
      'A quorum at rest',
      'The leader dies',
      'Somebody stands',
      'A new colour',
      'Back, as a follower',
    ]) {
      await page.getByRole('heading', { name: title }).waitFor();
      await next.click();
    }
    await page.getByRole('heading', { name: 'The end of this tour' }).waitFor();
    await happens('leads the quorum in epoch 2');
  });

  it.each(['light', 'dark'] as const)('has nothing that axe objects to, in %s colours', async (colorScheme) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await open('#seed=1');
    await page.locator('.place').first().click();
    await page.locator('.words summary').click();
    await page.addScriptTag({ path: axe });
    const { violations } = await page.evaluate<AxeResults>('axe.run()');
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  });
});

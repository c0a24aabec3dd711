import { execFileSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runClusterSeed } from '@drave/simulator';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boundMs } from '../src/bounds.js';
import { isRunnable } from './suites/external.js';

/** The playground in Debian's Chromium, opened from the file system as people do, without a server. */
const CHROMIUM = '/usr/bin/chromium';
const root = fileURLToPath(new URL('../..', import.meta.url));
const address = pathToFileURL(`${root}docs/playground/index.html`).href;
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
  afterAll(() => browser.close());

  it.each(seeds)('cluster seed %i leaves the hash there that it leaves in Node', async (seed) => {
    await page.goto('about:blank');
    await page.goto(`${address}#seed=${seed}`);
    await page.locator('[data-outcome]').waitFor();
    const shown = await page.locator('[data-outcome=ended]').textContent();
    expect(JSON.parse(shown ?? '')).toEqual(await runClusterSeed(seed));
    expect(errors).toEqual([]);
  });
});

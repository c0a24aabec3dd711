import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { boundMs } from '../../src/bounds.js';

/**
 * Debian's Chromium, for pages of ours. It talks to nobody else: whatever asks for another host, or breaks the page's
 * own rules, is a complaint.
 */
export const BROWSER = 'chromium';
/** Pictures go here; git leaves it alone. */
const PICTURES = 'coverage/console';
/** With `DRAVE_CONSOLE_PICTURES=1` some of the pictures are made anew that the documents show. */
const DOCUMENTS = 'docs/console';
const SIZE = { width: 1200, height: 780 };

type Scheme = 'light' | 'dark';

export class ConsoleBrowser {
  readonly page: Page;
  /** What the browser complained about so far, with what was asked of other hosts. */
  readonly complaints: string[] = [];
  private readonly browser: Browser;
  private readonly address: string;

  private constructor(browser: Browser, page: Page, address: string) {
    this.browser = browser;
    this.page = page;
    this.address = address;
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    page.on('pageerror', ({ message }) => this.complaints.push(message));
    page.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      if (protocol !== 'blob:' && protocol !== 'data:' && host !== new URL(address).host)
        this.complaints.push(`asked ${host}`);
    });
    page.setDefaultTimeout(boundMs(10_000, 'a step in the browser'));
  }

  /** `address` is where the console is served, with a slash at its end. */
  static async open(address: string): Promise<ConsoleBrowser> {
    const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
    const browser = await chromium.launch({
      executablePath: executable(),
      args: ['--no-sandbox', '--disable-gpu', ...quiet],
      timeout: boundMs(60_000, 'the start of the browser'),
    });
    const context: BrowserContext = await browser.newContext({ viewport: SIZE, acceptDownloads: true });
    // How far things moved after they were first drawn, as browsers measure it.
    await context.addInitScript(`
      window.shifted = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
    `);
    return new ConsoleBrowser(browser, await context.newPage(), address);
  }

  /** A page of the console, loaded anew, when everything has come that it asked for. */
  async visit(fragment: string, scheme: Scheme = 'light'): Promise<void> {
    await this.page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await this.page.goto('about:blank');
    await this.page.goto(`${this.address}${fragment}`);
    await this.settled();
  }

  /** Another page of the console beside the first, which follows what happens. */
  async beside(fragment: string): Promise<Page> {
    const page = await this.page.context().newPage();
    page.setDefaultTimeout(boundMs(10_000, 'a step in the browser'));
    await page.goto(`${this.address}${fragment}`);
    await page.locator('.connection.good-text').waitFor();
    return page;
  }

  async settled(): Promise<void> {
    await this.page.locator('.connection.good-text').waitFor();
    await this.page
      .locator('main')
      .getByText(/Asking|Reading …/)
      .first()
      .waitFor({ state: 'detached' });
  }

  /** What is wrong for people who do not see, or do not use a mouse, in words. */
  async violations(): Promise<readonly string[]> {
    await this.page.evaluate(`${axe.source};0`);
    const { violations } = await this.page.evaluate<axe.AxeResults>('axe.run()');
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  }

  shifted(): Promise<number> {
    return this.page.evaluate<number>('window.shifted');
  }

  async picture(name: string, isForDocuments = false): Promise<void> {
    mkdirSync(PICTURES, { recursive: true });
    await this.page.screenshot({ path: join(PICTURES, `${name}.png`) });
    if (!isForDocuments || process.env['DRAVE_CONSOLE_PICTURES'] !== '1') return;
    mkdirSync(DOCUMENTS, { recursive: true });
    await this.page.screenshot({ path: join(DOCUMENTS, `${name}.png`) });
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

function executable(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, BROWSER)).find((file) => existsSync(file));
  if (found === undefined) throw new Error(`there is no ${BROWSER} in the path`);
  return found;
}

import { readFileSync } from 'node:fs';
import type { LocalCluster } from '@drave/cluster';
import kafkajs, { type Kafka } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boundMs } from '../src/bounds.js';
import { addressesOf, startedCluster } from './suites/broker.js';
import { BROWSER, ConsoleBrowser } from './suites/browser.js';
import { isRunnable } from './suites/external.js';

/** The console as people use it: Debian's Chromium, real nodes, one cluster for all. */
const topic = 'orders';
const group = 'billing';
const partitions = 6;
const records = 60;
/** The first record's; each is a second later than the one before. */
const firstMs = Date.UTC(2026, 10, 30, 12, 0, 0);
const script = '<script>window.harmed = true</script><img src="x" onerror="window.harmed = true">';
/** What browsers call a good page. */
const SHIFT_MAX = 0.1;

/** Every page, by the name of its picture. */
const pages: Readonly<Record<string, string>> = {
  overview: '#/',
  quorum: '#/quorum',
  brokers: '#/brokers',
  topics: '#/topics?internal=true',
  topic: `#/topics/${topic}?partition=2`,
  messages: `#/topics/${topic}/messages?partition=0&from=start`,
  readers: `#/topics/${topic}/readers`,
  groups: '#/groups',
  group: `#/groups/${group}`,
  transactions: '#/transactions',
  'topic-config': `#/configs/topic/${topic}`,
  'broker-config': '#/configs/broker/4',
  timeline: '#/timeline',
  faults: '#/faults',
  unknown: '#/nowhere',
};
const runnable = await isRunnable('the console', { commands: [BROWSER] });

describe.skipIf(!runnable)('the console in a browser', () => {
  let cluster: LocalCluster;
  let browser: ConsoleBrowser;
  beforeAll(async () => {
    cluster = await startedCluster({ brokerConfig: { 'drave.console.write.enable': true } });
    await writeRecords(cluster);
    // A controller serves it, as brokers are killed.
    const { host, port } = cluster.nodes.find(({ name }) => name === 'c1')?.http ?? { host: '', port: 0 };
    browser = await ConsoleBrowser.open(`http://${host}:${port}/console/`);
  });
  afterAll(async () => {
    await browser?.close();
    await cluster?.close();
  });

  for (const scheme of ['light', 'dark'] as const)
    it(`every page opens in ${scheme} colours without a violation of accessibility, a complaint or a jump`, async () => {
      const found: Record<string, unknown> = {};
      for (const [name, fragment] of Object.entries(pages)) {
        await browser.visit(fragment, scheme);
        await browser.picture(`${name}-${scheme}`, name === 'quorum' && scheme === 'dark');
        const violations = await browser.violations();
        const shifted = await browser.shifted();
        if (violations.length > 0) found[name] = violations;
        if (shifted > SHIFT_MAX) found[`${name}, shifted`] = shifted;
      }
      expect(found).toEqual({});
      expect(browser.complaints).toEqual([]);
    });

  it('leads everywhere by keyboard, and says how', async () => {
    const { page } = browser;
    await browser.visit('#/');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await page.getByRole('heading', { level: 1, name: 'Topics' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('nothing-like-it');
    await page.getByText('No topic has “nothing-like-it” in its name.').waitFor();
    expect(page.url()).toContain('filter=nothing-like-it');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    expect(await browser.violations()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('keeps the colours that were chosen', async () => {
    const { page } = browser;
    await browser.visit('#/');
    await page.getByLabel('Colours').selectOption('Dark');
    await browser.visit('#/', 'light');
    const ground = 'getComputedStyle(document.body).backgroundColor';
    await expect.poll(() => page.evaluate(ground), { timeout: boundMs(5_000) }).toBe('rgb(14, 18, 23)');
    await page.getByLabel('Colours').selectOption('Auto');
    await expect.poll(() => page.evaluate(ground), { timeout: boundMs(5_000) }).toBe('rgb(246, 247, 249)');
  });

  it('finds the record of a time, and shows what is in it as text and nothing else', async () => {
    const { page } = browser;
    // Records go round the partitions, so that every sixth is in partition 0, one of each second.
    const wanted = 18;
    const search = `partition=0&from=time&at=${firstMs + wanted * 1_000}`;
    await browser.visit(`#/topics/${topic}/messages?${search}`);
    const first = page.locator('table.records tbody tr').first();
    expect(await first.innerText()).toContain(`key-${wanted}`);
    expect(await first.locator('td').nth(2).innerText()).toBe(`${wanted / partitions}`);
    await first.getByRole('button').click();
    await page.getByText('"customer": "Ada"').waitFor();
    await page.getByText('Header trace-id').waitFor();
    await browser.picture('messages', true);
    await browser.visit(`#/topics/${topic}/messages?from=start&text=harmed`);
    const harmful = page.getByText(script).first();
    const readOn = page.getByRole('button', { name: 'Read on' });
    // On a slow machine an answer may end before it has found anything, and says so.
    while (!(await harmful.isVisible())) {
      await readOn.click();
      await browser.settled();
    }
    expect(await page.evaluate('window.harmed')).toBeUndefined();
    await browser.visit(`#/topics/${topic}/messages?partition=1&from=start`);
    await page.getByText('tombstone').waitFor();
  });

  it('exports what it shows as JSON lines', async () => {
    const { page } = browser;
    await browser.visit(`#/topics/${topic}/messages?partition=0&from=start`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`${topic}.jsonl`);
    const lines = readFileSync(await download.path(), 'utf8')
      .trimEnd()
      .split('\n');
    const read = lines.map((line) => JSON.parse(line) as { offset: number; key: string });
    expect(read.map(({ offset, key }) => [offset, key])).toEqual(
      Array.from({ length: records / partitions }, (_, index) => [index, `key-${index * partitions}`]),
    );
  });

  it('sends a record again, and tails what comes', async () => {
    const { page } = browser;
    await browser.visit(`#/topics/${topic}/messages?partition=0&from=start&tail=true`);
    await page.getByRole('button', { name: 'record 0/3' }).click();
    await page.getByRole('button', { name: 'Send again …' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Value', exact: true }).fill('{"again":true}');
    await page.getByLabel('To the same partition').check();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText(`It is in partition 0 at offset ${records / partitions}.`).waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: `record 0/${records / partitions}` }).waitFor();
  });

  it('resets the offsets of a group, after it has shown what would change', async () => {
    const { page } = browser;
    await browser.visit(`#/groups/${group}`);
    await page.getByRole('button', { name: 'Reset offsets …' }).click();
    const dialog = page.getByRole('dialog');
    const apply = dialog.getByRole('button', { name: /^Apply/ });
    expect(await apply.isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await dialog.getByRole('button', { name: `Apply ${partitions} changes` }).waitFor();
    expect(await committed(cluster)).toEqual(Array.from({ length: partitions }, () => '5'));
    // Another wish has another preview.
    await dialog.getByRole('combobox', { name: 'To', exact: true }).selectOption('an offset');
    await dialog.getByRole('spinbutton', { name: 'Offset' }).fill('2');
    expect(await apply.isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Preview' }).click();
    expect(await browser.violations()).toEqual([]);
    await dialog.getByRole('button', { name: `Apply ${partitions} changes` }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await committed(cluster)).toEqual(Array.from({ length: partitions }, () => '2'));
  });

  it('changes a setting, after it has shown the difference and the cluster has agreed', async () => {
    const { page } = browser;
    await browser.visit(`#/configs/topic/${topic}?filter=retention.ms`);
    await page.getByLabel('retention.ms', { exact: true }).fill('a while');
    await page.getByRole('button', { name: 'Review 1 change …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Check' }).click();
    await dialog.getByRole('alert').waitFor();
    expect(await dialog.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByLabel('retention.ms', { exact: true }).fill('86400000');
    await page.getByRole('button', { name: 'Review 1 change …' }).click();
    await dialog.getByRole('button', { name: 'Check' }).click();
    await dialog.getByText('The cluster would accept this.').waitFor();
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('this topic').waitFor();
  });

  it('tells when a leader is killed: health, heat map and events, each with no page loaded anew', async () => {
    const { page } = browser;
    await browser.visit(`#/topics/${topic}`);
    const [killed] = await cluster.kill(`leader:${topic}/0`, { wait: false });
    const brokerId = cluster.nodes.find(({ name }) => name === killed)?.id;
    const row = page.getByRole('rowheader', { name: `broker ${brokerId}` }).locator('..');
    await row.getByText('its broker is down').first().waitFor({ state: 'attached' });
    expect(await row.locator('[data-state="leader"]').count()).toBe(0);
    await browser.picture('topic', true);
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.locator('[data-health="degraded"]').waitFor();
    await page
      .getByRole('link', { name: /^Overview/ })
      .getByLabel(/problem/)
      .waitFor();
    await browser.picture('overview', true);
    await page.keyboard.press('g');
    await page.keyboard.press('e');
    await page.locator('.timeline li', { hasText: 'leader' }).first().waitFor();
    await page
      .locator('.timeline li', { hasText: `${brokerId}` })
      .first()
      .waitFor();
    expect(await browser.violations()).toEqual([]);
    await cluster.start(killed ?? '');
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.locator('[data-health="good"]').waitFor();
  });
});

async function writeRecords(cluster: LocalCluster): Promise<void> {
  const kafka = kafkaOf(cluster);
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    topics: [{ topic, numPartitions: partitions, replicationFactor: 3 }],
    waitForLeaders: true,
  });
  const producer = kafka.producer();
  await producer.connect();
  const messages = Array.from({ length: records }, (_, index) => ({
    partition: index % partitions,
    key: `key-${index}`,
    value: valueOf(index),
    timestamp: `${firstMs + index * 1_000}`,
    headers: { 'trace-id': `trace-${index}` },
  }));
  await producer.send({ topic, acks: -1, messages });
  const offsets = Array.from({ length: partitions }, (_, partition) => ({ partition, offset: '5' }));
  await admin.setOffsets({ groupId: group, topic, partitions: offsets });
  await Promise.all([producer.disconnect(), admin.disconnect()]);
}

function valueOf(index: number): string | null {
  if (index === 1) return null;
  return index === 2 ? script : JSON.stringify({ id: index, customer: 'Ada', total: index * 1.5 });
}

async function committed(cluster: LocalCluster): Promise<readonly string[]> {
  const admin = kafkaOf(cluster).admin();
  await admin.connect();
  const [found] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
  await admin.disconnect();
  return (found?.partitions ?? [])
    .toSorted((one, other) => one.partition - other.partition)
    .map(({ offset }) => offset);
}

function kafkaOf(cluster: LocalCluster): Kafka {
  return new kafkajs.Kafka({
    clientId: 'console-test',
    brokers: addressesOf(cluster).kafka.split(','),
    connectionTimeout: boundMs(10_000),
    logLevel: kafkajs.logLevel.NOTHING,
  });
}

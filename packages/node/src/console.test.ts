import { assert } from '@drave/base';
import { Client } from '@drave/client';
import {
  Console,
  type ConsoleEvent,
  type FaultsPort,
  type GroupOffsetRow,
  type MessageBatch,
  type OffsetChanges,
  type Overview,
  type Page,
  type PartitionRow,
  type Quorum,
  type Session,
  type TopicDetail,
  type TopicRow,
} from '@drave/console';
import type { HttpAnswer, HttpRequest } from '@drave/console/exchange';
import type { SimWorld } from '@drave/env/sim';
import { SimTransport } from '@drave/rpc/sim';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DraveNode } from './node.js';
import { LONE_NODE, startLoneNode } from './testing/lone-node.js';

let world: SimWorld;
let node: DraveNode;
let console: Console;
let client: Client;

const faults: FaultsPort = {
  view: () => ({ nodes: [], verbs: ['kill'], links: [], active: [] }),
  carryOut: async (verb, { nodes }) => ({ nodes, text: `${verb} ${nodes.join(',')}` }),
};

beforeAll(async () => {
  ({ world, node } = await startLoneNode('orders'));
  console = consoleOf({ canWrite: true, faults });
  const env = world.createHost('client').env;
  client = new Client({ env, transport: new SimTransport(world.createHost('clients')), bootstrap: [LONE_NODE] });
  const send = async (): Promise<void> => {
    const producer = client.producer();
    for (let index = 0; index < 20; index++)
      await producer.send({
        topic: 'orders',
        partition: index % 2,
        key: `key-${index}`,
        value: index === 7 ? '<script>alert(1)</script>' : index === 8 ? null : JSON.stringify({ index }),
        headers: { kind: 'Blue' },
        timestamp: 1_000_000 + index,
      });
    await producer.close();
    const consumer = client.consumer({ groupId: 'billing' });
    await consumer.commit([
      { topic: 'orders', partition: 0, offset: 4 },
      { topic: 'orders', partition: 1, offset: 10 },
    ]);
    await consumer.close();
  };
  await world.finish(send());
});

function consoleOf(options: { readonly canWrite: boolean; readonly faults?: FaultsPort }): Console {
  return new Console({
    access: {
      env: world.createHost(`console-${options.canWrite}`).env,
      transport: node.guestTransport(),
      nodes: () => [LONE_NODE],
    },
    cluster: { clusterId: 'aaaaaaaaaaaaaaaaaaaaaa', clusterName: 'alone', nodeId: 1 },
    hostNames: ['console.example'],
    hostNamesSetting: 'drave.console.hosts',
    page: async () => new Map(),
    ...options,
  });
}

interface Asked {
  readonly of?: Console;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

function ask(
  place: string,
  { of = console, method = 'GET', headers = {}, body, signal }: Asked = {},
): Promise<HttpAnswer> {
  const [path = '', query = ''] = place.split('?');
  const all: Readonly<Record<string, string>> = { host: 'localhost:9644', ...headers };
  const request: HttpRequest = {
    method,
    path: path.startsWith('/') ? path : `/console/api/v1/${path}`,
    query,
    header: (name) => all[name],
    body: new TextEncoder().encode(body === undefined ? '' : JSON.stringify(body)),
    signal: signal ?? new AbortController().signal,
  };
  return of.answer(request);
}

async function viewOf<View>(place: string, asked: Asked = {}): Promise<View> {
  const { status, body } = await world.finish(ask(place, asked));
  assert(typeof body === 'string', 'a view is text');
  assert(status === 200, body);
  return JSON.parse(body) as View;
}

async function post<View>(place: string, body: unknown, of = console): Promise<View> {
  const { token } = await viewOf<Session>('session', { of });
  const headers = { 'content-type': 'application/json', 'x-drave-console-token': token };
  return viewOf(place, { of, method: 'POST', headers, body });
}

async function failureOf(place: string, asked: Asked = {}): Promise<{ status: number; code: string; message: string }> {
  const { status, body } = await world.finish(ask(place, asked));
  assert(typeof body === 'string', 'a refusal is text');
  return { status, ...(JSON.parse(body) as { error: { code: string; message: string } }).error };
}

/** What a stream says, message by message. */
class Stream {
  private readonly pieces: AsyncIterator<string>;
  readonly gone = new AbortController();

  private constructor(pieces: AsyncIterable<string>) {
    this.pieces = pieces[Symbol.asyncIterator]();
  }

  static async open(headers: Readonly<Record<string, string>> = {}): Promise<Stream> {
    const gone = new AbortController();
    const { status, body } = await world.finish(ask('events', { headers, signal: gone.signal }));
    assert(status === 200 && typeof body !== 'string' && !(body instanceof Uint8Array), 'it is a stream');
    const stream = new Stream(body);
    stream.gone.signal.addEventListener('abort', () => gone.abort());
    expect(await stream.piece()).toBe('retry: 1000\n\n');
    return stream;
  }

  async piece(): Promise<string> {
    const { value } = await world.finish(this.pieces.next());
    assert(typeof value === 'string', 'the stream goes on');
    return value;
  }

  async next(): Promise<{ readonly id: string; readonly event: ConsoleEvent }> {
    const [, id = '', data = ''] = /^id: (\S+)\ndata: (.*)\n\n$/.exec(await this.piece()) ?? [];
    return { id, event: JSON.parse(data) as ConsoleEvent };
  }

  /** The first event of the kind; those before it are passed over. */
  async of<Kind extends ConsoleEvent['kind']>(kind: Kind): Promise<Extract<ConsoleEvent, { kind: Kind }>> {
    for (;;) {
      const { event } = await this.next();
      if (event.kind === kind) return event as Extract<ConsoleEvent, { kind: Kind }>;
    }
  }

  async close(): Promise<void> {
    this.gone.abort();
    await world.finish(Promise.resolve(this.pieces.return?.()));
  }
}

describe('the console of a node', () => {
  it('says what the cluster is, and how it is', async () => {
    expect(await viewOf<Session>('session')).toMatchObject({
      clusterName: 'alone',
      nodeId: 1,
      canWrite: true,
      hasFaults: true,
    });
    const overview = await viewOf<Overview>('overview');
    expect(overview).toMatchObject({ health: 'good', problems: [], activeControllerId: 1, runningBrokerCount: 1 });
    expect(overview.sentence).toMatch(/^All is well: 1 broker in service/);
    const quorum = await viewOf<Quorum>('quorum');
    expect(quorum).toMatchObject({
      leaderId: 1,
      votesNeeded: 1,
      members: [{ nodeId: 1, isLeader: true, sentence: 'leads' }],
    });
    expect(quorum.sentence).toMatch(/^Node 1 leads in epoch \d+, and all 1 voters follow\.$/);
  });

  it('lists topics by pages, with what is wrong with them and who reads them', async () => {
    const first = await viewOf<Page<TopicRow>>('topics?internal=true&pageSize=1');
    expect(first.items.map(({ name }) => name)).toEqual(['__consumer_offsets']);
    const second = await viewOf<Page<TopicRow>>(`topics?internal=true&pageSize=1&pageToken=${first.nextPageToken}`);
    expect(second).toMatchObject({
      items: [{ name: 'orders', partitionCount: 2, offlinePartitionCount: 0 }],
      nextPageToken: null,
    });
    expect((await viewOf<Page<TopicRow>>('topics?filter=RDER')).items).toHaveLength(1);
    const detail = await viewOf<TopicDetail>('topics/orders');
    expect(detail.readers).toEqual([{ groupId: 'billing', state: 'Empty', lag: 6 }]);
    const partitions = await viewOf<Page<PartitionRow>>('partitions?topic=orders&pageSize=1');
    expect(partitions).toMatchObject({ items: [{ partition: 0, leaderId: 1, replicas: [1], isr: [1] }] });
    expect(partitions.nextPageToken).not.toBeNull();
    const positions = await viewOf<Page<unknown>>('topics/orders/positions');
    const at = { topic: 'orders', logStartOffset: 0, highWatermark: 10, lastStableOffset: 10 };
    expect(positions.items).toEqual([
      { ...at, partition: 0 },
      { ...at, partition: 1 },
    ]);
  });

  it('shows records from the end, from a time and from an offset', async () => {
    const last = await viewOf<MessageBatch>('topics/orders/messages?limit=3');
    expect(last.messages.map(({ timestampMs }) => timestampMs - 1_000_000)).toEqual([17, 18, 19]);
    expect(last.messages[0]).toMatchObject({
      key: { text: 'key-17', isJson: false, sizeBytes: 6 },
      value: { text: '{"index":17}', isJson: true, base64: Buffer.from('{"index":17}').toString('base64') },
      headers: [{ key: 'kind', value: { text: 'Blue' } }],
    });
    const later = await viewOf<MessageBatch>('topics/orders/messages?from=time&timeMs=1000016');
    expect(later.messages.map(({ timestampMs }) => timestampMs - 1_000_000)).toEqual([16, 17, 18, 19]);
    const offset = await viewOf<MessageBatch>('topics/orders/messages?from=offset&partition=1&offset=8');
    expect(offset).toMatchObject({ messages: [{ offset: 8 }, { offset: 9 }], end: 'end' });
  });

  it('goes on where it ended, also behind the end', async () => {
    const seen: number[] = [];
    let place = 'topics/orders/messages?from=start&limit=7';
    for (;;) {
      const { messages, next, end } = await viewOf<MessageBatch>(place);
      seen.push(...messages.map(({ timestampMs }) => timestampMs - 1_000_000));
      place = `topics/orders/messages?limit=7&cursor=${next}`;
      if (end === 'end') break;
    }
    expect(seen.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect((await viewOf<MessageBatch>(place)).messages).toEqual([]);
  });

  it('finds text in keys, values and headers, and gives a script as JSON and nothing else', async () => {
    const { messages } = await viewOf<MessageBatch>('topics/orders/messages?text=SCRIPT%3Ealert');
    expect(messages).toMatchObject([{ value: { text: '<script>alert(1)</script>' } }]);
    const { headers } = await world.finish(ask('topics/orders/messages?text=script'));
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect((await viewOf<MessageBatch>('topics/orders/messages?text=blue&limit=100')).messages).toHaveLength(20);
    const [tombstone] = (await viewOf<MessageBatch>('topics/orders/messages?text=key-8')).messages;
    expect(tombstone).toMatchObject({ key: { text: 'key-8' }, value: null });
  });

  it('shows groups with their lag, and resets offsets after a preview', async () => {
    const plain = await viewOf<Page<unknown>>('groups');
    expect(plain.items).toMatchObject([{ groupId: 'billing', state: 'Empty', memberCount: 0, lag: null }]);
    expect((await viewOf<Page<unknown>>('groups?lag=true')).items).toMatchObject([{ memberCount: 0, lag: 6 }]);
    expect(await viewOf('groups/billing')).toMatchObject({ lag: 6, members: [] });
    const reset = { topics: [{ topic: 'orders', partitions: [0] }], to: { kind: 'earliest' } };
    const expected = [{ topic: 'orders', partition: 0, oldOffset: 4, newOffset: 0 }];
    const committed = async () =>
      (await viewOf<Page<GroupOffsetRow>>('groups/billing/offsets')).items.map((row) => row.committedOffset);
    const preview = await post<OffsetChanges>('groups/billing/offsets/reset', { ...reset, preview: true });
    expect(preview).toEqual({ isPreview: true, changes: expected });
    expect(await committed()).toEqual([4, 10]);
    const done = await post<OffsetChanges>('groups/billing/offsets/reset', { ...reset, preview: false });
    expect(done).toEqual({ isPreview: false, changes: expected });
    expect(await committed()).toEqual([0, 10]);
    await post('groups/billing/offsets/delete', { preview: false, topics: [{ topic: 'orders', partitions: [1] }] });
    expect(await committed()).toEqual([0]);
  });

  it('shows configurations with their sources, and changes them', async () => {
    const { etag } = await viewOf<{ etag: string }>('configs/topic/orders');
    const change = { etag, changes: [{ key: 'retention.ms', value: '60000' }] };
    await post('configs/topic/orders', { ...change, preview: true });
    const entry = async () =>
      (await viewOf<{ entries: { key: string }[] }>('configs/topic/orders')).entries.find(
        ({ key }) => key === 'retention.ms',
      );
    expect(await entry()).toMatchObject({ value: '604800000', source: 'default', isReadOnly: false });
    await post('configs/topic/orders', { ...change, preview: false });
    expect(await entry()).toMatchObject({ value: '60000', source: 'topic', defaultValue: 'log.retention.hours=168' });
  });

  it('writes records again', async () => {
    const record = { partition: 0, key: Buffer.from('again').toString('base64'), value: null, headers: [] };
    expect(await post('topics/orders/messages', record)).toEqual({ partition: 0, offset: 10 });
    const { messages } = await viewOf<MessageBatch>('topics/orders/messages?text=again');
    expect(messages).toMatchObject([{ offset: 10, key: { text: 'again' }, value: null }]);
  });

  it('shows transactions', async () => {
    expect(await viewOf('transactions')).toEqual({ items: [], nextPageToken: null });
    expect(await viewOf('transactions-hanging')).toEqual({ items: [], nextPageToken: null });
    expect(await failureOf('transactions/none')).toMatchObject({ status: 404, code: 'TRANSACTIONAL_ID_NOT_FOUND' });
  });

  it('carries out faults of a local cluster', async () => {
    expect(await viewOf('faults')).toMatchObject({ verbs: ['kill'] });
    expect(await post('faults/kill', { nodes: ['b1'] })).toEqual({ nodes: ['b1'], text: 'kill b1' });
  });
});

describe('what the console refuses', () => {
  it('is a foreign name, whatever is asked for', async () => {
    for (const place of ['session', 'events', '/console/', '/'])
      expect(await failureOf(place, { headers: { host: 'evil.example:9644' } })).toMatchObject({ status: 421 });
  });

  it('is a change from another site, or without the token', async () => {
    const body = { key: null, value: null };
    const { token } = await viewOf<Session>('session');
    const own = { 'content-type': 'application/json', 'x-drave-console-token': token };
    const place = 'topics/orders/messages';
    for (const headers of [
      { ...own, origin: 'http://evil.example' },
      { ...own, 'sec-fetch-site': 'cross-site' },
      { 'content-type': 'application/json' },
    ])
      expect(await failureOf(place, { method: 'POST', headers, body })).toMatchObject({
        status: 403,
        code: 'FORBIDDEN',
      });
    const asText = { ...own, 'content-type': 'text/plain' };
    expect(await failureOf(place, { method: 'POST', headers: asText, body })).toMatchObject({ status: 415 });
  });

  it('is every change of a console that only reads, and faults where there are none', async () => {
    const of = consoleOf({ canWrite: false });
    const { token, canWrite, hasFaults } = await viewOf<Session>('session', { of });
    expect([canWrite, hasFaults]).toEqual([false, false]);
    const headers = { 'content-type': 'application/json', 'x-drave-console-token': token };
    const asked = { of, method: 'POST', headers };
    const record = { key: null, value: null };
    expect(await failureOf('topics/orders/messages', { ...asked, body: record })).toMatchObject({
      status: 403,
      message: expect.stringContaining('drave.console.write.enable') as string,
    });
    expect(await failureOf('faults/kill', { ...asked, body: { nodes: ['b1'] } })).toMatchObject({ status: 404 });
    expect(await failureOf('faults', { of })).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    await world.finish(of.close());
  });

  it('is what is not there, or not meant', async () => {
    expect(await failureOf('topics/none')).toMatchObject({ status: 404, code: 'UNKNOWN_TOPIC_OR_PARTITION' });
    expect(await failureOf('topics/none/messages')).toMatchObject({ status: 404 });
    expect(await failureOf('groups/none')).toMatchObject({ status: 404, code: 'GROUP_ID_NOT_FOUND' });
    expect(await failureOf('topics/orders/messages?partition=9')).toMatchObject({ status: 404 });
    expect(await failureOf('topics/%zz')).toMatchObject({ status: 404 });
    expect(await failureOf('configs/user/anna')).toMatchObject({ status: 404 });
    expect(await failureOf('nothing')).toMatchObject({ status: 404 });
    expect(await failureOf('topics?pagesize=3')).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
    expect(await failureOf('topics/orders/messages?from=offset')).toMatchObject({ status: 400 });
    expect(await failureOf('topics/orders/messages?cursor=bm9uc2Vuc2U')).toMatchObject({ status: 400 });
    expect(await failureOf('session', { method: 'DELETE' })).toMatchObject({ status: 405 });
  });

  it('leads from the root to the page, which was not built here', async () => {
    expect(await world.finish(ask('/'))).toMatchObject({ status: 308, headers: { location: '/console/' } });
    expect(await failureOf('/console/')).toMatchObject({ status: 404 });
  });
});

describe('the stream of events', () => {
  const createTopic = (name: string): Promise<unknown> =>
    world.finish(client.admin().topics.create(name, { partitions: 1, replicationFactor: 1 }));

  it('begins with how the cluster is, and tells what changes', async () => {
    const stream = await Stream.open();
    expect(await stream.of('hello')).toMatchObject({
      isReset: false,
      overview: { health: 'good' },
      quorum: { leaderId: 1 },
    });
    await createTopic('invoices');
    expect(await stream.of('topics')).toEqual({ kind: 'topics', created: ['invoices'], deleted: [] });
    const { partitions } = await stream.of('partitions');
    expect(partitions).toMatchObject([{ topic: 'invoices', partition: 0, leaderId: 1 }]);
    const { entries } = await stream.of('timeline');
    expect(entries).toMatchObject([{ kind: 'topic', text: 'Topic invoices was created', subjects: ['invoices'] }]);
    const { entries: kept } = await viewOf<{ entries: unknown[] }>('timeline?limit=1');
    expect(kept).toEqual(entries);
    await stream.close();
  });

  it('tells faults of a local cluster, which no metadata tells', async () => {
    const stream = await Stream.open();
    await stream.of('hello');
    const entry = {
      kind: 'fault',
      wallMs: 5,
      text: 'b1 was killed',
      reason: null,
      subjects: ['b1'],
      subjectCount: 1,
    } as const;
    console.live.record(entry);
    console.live.tellFaults({ nodes: [], verbs: ['kill'], links: [], active: [{ node: 'b1', text: 'clock' }] });
    expect(await stream.of('timeline')).toMatchObject({ entries: [entry] });
    const again = await Stream.open();
    await again.of('hello');
    console.live.tellFaults({ nodes: [], verbs: [], links: [], active: [] });
    expect(await again.of('faults')).toMatchObject({ faults: { active: [] } });
    await stream.close();
    await again.close();
  });

  it('goes on behind the last message that was seen, and says when it cannot', async () => {
    const stream = await Stream.open();
    const { id } = await stream.next();
    await stream.close();
    await createTopic('receipts');
    const again = await Stream.open({ 'last-event-id': id });
    expect(await again.of('hello')).toMatchObject({ isReset: false });
    expect(await again.of('topics')).toMatchObject({ created: ['receipts'] });
    await again.close();
    const foreign = await Stream.open({ 'last-event-id': 'another.7' });
    expect(await foreign.of('hello')).toMatchObject({ isReset: true });
    await foreign.close();
  });

  it('is refused to the 65th, and the first that ends makes room', async () => {
    const streams: Stream[] = [];
    for (let count = 0; count < 64; count++) streams.push(await Stream.open());
    const { status, headers } = await world.finish(ask('events'));
    expect([status, headers['retry-after']]).toEqual([503, '10']);
    await streams.pop()?.close();
    streams.push(await Stream.open());
    for (const stream of streams) await stream.close();
  });
});

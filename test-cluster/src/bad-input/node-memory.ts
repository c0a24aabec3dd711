import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { LocalCluster, LocalNode } from '@drave/cluster';

/** What a node's process holds once everything unused is collected. */
interface NodeMemory {
  readonly residentBytes: number;
  /** Objects, and buffers outside the heap. */
  readonly usedBytes: number;
}

/** Node's debugger port: a free one in each child, instead of the same one in all. */
const ANY_INSPECTOR_PORT = '--inspect-port=127.0.0.1:0';
const OPCODE_TEXT = 0x1;

/** To be called before the nodes start: it makes `collectedMemory` possible. */
export function allowCollections(): void {
  process.env['NODE_OPTIONS'] = [process.env['NODE_OPTIONS'], ANY_INSPECTOR_PORT].filter(Boolean).join(' ');
}

/** Forces full collections in a node through its debugger, which SIGUSR1 opens, and tells what is left. */
export async function collectedMemory(cluster: LocalCluster, node: LocalNode): Promise<NodeMemory> {
  const inspector = await Inspector.connect(await debuggerUrl(cluster, node));
  try {
    // The second one frees what the finalizers of the first let go.
    for (let round = 0; round < 2; round++) await inspector.call('HeapProfiler.collectGarbage', {});
    const expression = 'JSON.stringify(process.memoryUsage())';
    const { result } = (await inspector.call('Runtime.evaluate', { expression })) as { result: { value: string } };
    const { rss, heapUsed, external } = JSON.parse(result.value) as NodeJS.MemoryUsage;
    return { residentBytes: rss, usedBytes: heapUsed + external };
  } finally {
    inspector.close();
  }
}

async function debuggerUrl(cluster: LocalCluster, node: LocalNode): Promise<string> {
  let url: string | undefined;
  process.kill(node.processId as number, 'SIGUSR1');
  await cluster.waitUntil(`${node.name} opens its debugger`, () => {
    url = /ws:\/\/\S+/.exec(cluster.lastLines(node.name).join('\n'))?.[0];
    return url === undefined ? 'it has not said where' : undefined;
  });
  return url as string;
}

/** The part of the DevTools protocol over WebSocket (RFC 6455) that two short calls need. */
class Inspector {
  private readonly socket: Socket;
  private received: Buffer = Buffer.alloc(0);
  private calls = 0;

  private constructor(socket: Socket) {
    this.socket = socket;
  }

  static async connect(url: string): Promise<Inspector> {
    const { hostname, port, pathname } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const inspector = new Inspector(socket);
    socket.on('data', (chunk: Buffer) => {
      inspector.received = Buffer.concat([inspector.received, chunk]);
    });
    const lines = [
      `GET ${pathname} HTTP/1.1`,
      `Host: ${hostname}:${port}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      'Sec-WebSocket-Version: 13',
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    await inspector.readUntil(() => {
      const end = inspector.received.indexOf('\r\n\r\n');
      if (end < 0) return undefined;
      inspector.received = inspector.received.subarray(end + 4);
      return true;
    });
    return inspector;
  }

  async call(method: string, params: object): Promise<unknown> {
    const id = ++this.calls;
    this.socket.write(textFrame(JSON.stringify({ id, method, params })));
    for (;;) {
      const message = JSON.parse(await this.readUntil(() => this.takeFrame())) as { id?: number; result?: unknown };
      // Events come in between.
      if (message.id === id) return message.result;
    }
  }

  close(): void {
    this.socket.destroy();
  }

  private takeFrame(): string | undefined {
    const { received } = this;
    if (received.length < 2) return undefined;
    const short = (received[1] as number) & 0x7f;
    const headerBytes = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (received.length < headerBytes) return undefined;
    const length = short === 127 ? received.readUInt32BE(6) : short === 126 ? received.readUInt16BE(2) : short;
    if (received.length < headerBytes + length) return undefined;
    this.received = received.subarray(headerBytes + length);
    return received.toString('utf8', headerBytes, headerBytes + length);
  }

  private async readUntil<T>(done: () => T | undefined): Promise<T> {
    for (;;) {
      const found = done();
      if (found !== undefined) return found;
      await once(this.socket, 'data');
    }
  }
}

/** A client masks what it sends; a mask of zeros is a mask. */
function textFrame(text: string): Buffer {
  const body = Buffer.from(text);
  const header = Buffer.from([0x80 | OPCODE_TEXT, 0x80 | 126, body.length >> 8, body.length & 0xff, 0, 0, 0, 0]);
  return Buffer.concat([header, body]);
}

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { DraveError, type Bytes, type Endpoint } from '@drave/base';
import type { HttpAnswer, HttpRequest } from '@drave/console/exchange';

interface HttpListenerOptions {
  /** Without it no socket keeps the process alive. Default true. */
  readonly keepsAlive?: boolean;
  /** Beside GET and HEAD. */
  readonly methods?: readonly string[];
  /** The largest body that is read, of methods that may have one. Default 0: none is read. */
  readonly bodyBytesMax?: Bytes;
  /** The setting that has the port, for the error of one that is in use. */
  readonly portSetting?: string;
}

type Answerer = (request: HttpRequest) => Promise<HttpAnswer> | HttpAnswer;

export interface HttpListener {
  readonly endpoint: Endpoint;
  close(): Promise<void>;
}

const HEADERS_BYTES_MAX = 16 * 1024;
const REQUEST_TIMEOUT_MS = 10_000;
const CONNECTIONS_MAX = 256;

/** Plain text, as most of what a node says over HTTP. */
export function textAnswer(status: number, text: string): HttpAnswer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text };
}

/**
 * Answers over HTTP. HEAD is answered as GET is, without the body.
 * @throws DraveError ADDRESS_IN_USE.
 */
export async function listenHttp(
  { host, port }: Endpoint,
  answer: Answerer,
  { keepsAlive = true, methods = [], bodyBytesMax = 0, portSetting = 'listeners.http.port' }: HttpListenerOptions = {},
): Promise<HttpListener> {
  const served = ['GET', ...methods];
  const server = createServer(
    { maxHeaderSize: HEADERS_BYTES_MAX, requestTimeout: REQUEST_TIMEOUT_MS },
    (request, response) => {
      // Whoever is gone before the answer is no failure of ours.
      response.on('error', () => undefined);
      // An answer that Node refuses to write is the end of its connection, and of nothing else.
      exchange(request, response, served, bodyBytesMax, answer).catch(() => response.destroy());
    },
  );
  server.maxConnections = CONNECTIONS_MAX;
  if (!keepsAlive) server.on('connection', (socket) => socket.unref());
  await bind(server, host, port, portSetting);
  if (!keepsAlive) server.unref();
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return { endpoint: { host, port: bound }, close: () => close(server) };
}

async function exchange(
  request: IncomingMessage,
  response: ServerResponse,
  served: readonly string[],
  bodyBytesMax: Bytes,
  answer: Answerer,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const { status, headers, body } = await answerTo(request, gone.signal, served, bodyBytesMax, answer);
  if (gone.signal.aborted) return;
  // What was not read of a body would else be taken for the next request.
  response.writeHead(status, request.complete ? headers : { ...headers, connection: 'close' });
  if (request.method === 'HEAD') response.end();
  else if (typeof body === 'string' || body instanceof Uint8Array) response.end(body);
  else await writePieces(response, body, gone.signal);
}

async function answerTo(
  request: IncomingMessage,
  signal: AbortSignal,
  served: readonly string[],
  bodyBytesMax: Bytes,
  answer: Answerer,
): Promise<HttpAnswer> {
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '');
  if (!served.includes(method)) return textAnswer(405, `only ${served.join(' and ')} is served here\n`);
  try {
    const body = method === 'GET' ? NO_BODY : await bodyOf(request, bodyBytesMax);
    if (body === undefined) return textAnswer(413, `a body has ${bodyBytesMax} bytes at most here\n`);
    const { url = '/', headers } = request;
    const [path = '/', ...rest] = url.split('?');
    const header = (name: string): string | undefined => {
      const value = headers[name];
      return typeof value === 'string' ? value : value?.join(', ');
    };
    return await answer({ method, path, query: rest.join('?'), header, body, signal });
  } catch (reason) {
    return textAnswer(500, `${DraveError.from(reason).message}\n`);
  }
}

const NO_BODY = new Uint8Array();

/** Undefined for one that is too large. Nothing is read where none may be. */
async function bodyOf(request: IncomingMessage, bytesMax: Bytes): Promise<Uint8Array | undefined> {
  if (bytesMax === 0) return NO_BODY;
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Takes the next piece when the socket has room, so that nothing piles up for one that does not read. */
async function writePieces(
  response: ServerResponse,
  pieces: AsyncIterable<string>,
  signal: AbortSignal,
): Promise<void> {
  response.flushHeaders();
  try {
    for await (const piece of pieces) {
      if (signal.aborted) return;
      if (!response.write(piece)) await once(response, 'drain', { signal });
    }
    response.end();
  } catch {
    // The head is sent, so that the end of the connection is all that can be said.
    response.destroy();
  }
}

function bind(server: Server, host: string, port: number, portSetting: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (reason: NodeJS.ErrnoException) => {
      const inUse = reason.code === 'EADDRINUSE';
      const message = inUse
        ? `${host}:${port} is in use: stop what listens there, or choose another '${portSetting}'`
        : `cannot listen on ${host}:${port}: ${reason.message}`;
      reject(new DraveError(inUse ? 'ADDRESS_IN_USE' : 'INVALID_CONFIG', message, { cause: reason }));
    });
    server.listen(port, host, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

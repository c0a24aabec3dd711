import { createServer, type Server } from 'node:http';
import { DraveError, type Endpoint } from '@drave/base';

/** One answer of the node's HTTP port. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** One request, as far as answers depend on it. No body is read. */
export interface HttpRequest {
  readonly method: string;
  /** As it was sent, without a query. */
  readonly path: string;
  /** The headers Host and Origin. */
  readonly host: string | undefined;
  readonly origin: string | undefined;
}

interface HttpListenerOptions {
  /** Without it no socket keeps the process alive. Default true. */
  readonly keepsAlive?: boolean;
  /** Beside GET and HEAD. */
  readonly methods?: readonly string[];
  /** The setting that has the port, for the error of one that is in use. */
  readonly portSetting?: string;
}

export interface HttpListener {
  readonly endpoint: Endpoint;
  close(): Promise<void>;
}

const HEADERS_BYTES_MAX = 16 * 1024;
const REQUEST_TIMEOUT_MS = 10_000;
const CONNECTIONS_MAX = 256;

/**
 * Answers over HTTP, of requests without bodies. HEAD is answered as GET is, without the body.
 * @throws DraveError ADDRESS_IN_USE.
 */
export async function listenHttp(
  { host, port }: Endpoint,
  answer: (request: HttpRequest) => Promise<HttpAnswer> | HttpAnswer,
  { keepsAlive = true, methods = [], portSetting = 'listeners.http.port' }: HttpListenerOptions = {},
): Promise<HttpListener> {
  const server = createServer(
    { maxHeaderSize: HEADERS_BYTES_MAX, requestTimeout: REQUEST_TIMEOUT_MS },
    (request, response) => {
      void (async () => {
        const { method, url = '/', headers } = request;
        const path = url.split('?')[0] ?? '/';
        const asked = { method: method ?? '', path, host: headers.host, origin: headers.origin };
        const { status, contentType, body } = await answerTo(asked, methods, answer);
        response.writeHead(status, { 'content-type': contentType });
        response.end(request.method === 'HEAD' ? undefined : body);
      })();
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

async function answerTo(
  request: HttpRequest,
  methods: readonly string[],
  answer: (request: HttpRequest) => Promise<HttpAnswer> | HttpAnswer,
): Promise<HttpAnswer> {
  const contentType = 'text/plain; charset=utf-8';
  const served = ['GET', ...methods];
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  if (!served.includes(method))
    return { status: 405, contentType, body: `only ${served.join(' and ')} is served here\n` };
  try {
    return await answer({ ...request, method });
  } catch (reason) {
    return { status: 500, contentType, body: `${DraveError.from(reason).message}\n` };
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

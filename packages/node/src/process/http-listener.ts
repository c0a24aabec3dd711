import { createServer, type Server } from 'node:http';
import { DraveError, type Endpoint } from '@drave/base';

/** One answer of the node's HTTP port. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface HttpListener {
  readonly endpoint: Endpoint;
  close(): Promise<void>;
}

const HEADERS_BYTES_MAX = 16 * 1024;
const REQUEST_TIMEOUT_MS = 10_000;
const CONNECTIONS_MAX = 256;

/**
 * Health, readiness and metrics over HTTP: GET only, no bodies. Without `keepsAlive` no socket of it keeps the process
 * alive. @throws DraveError ADDRESS_IN_USE.
 */
export async function listenHttp(
  { host, port }: Endpoint,
  answer: (path: string) => Promise<HttpAnswer> | HttpAnswer,
  { keepsAlive = true }: { readonly keepsAlive?: boolean } = {},
): Promise<HttpListener> {
  const server = createServer(
    { maxHeaderSize: HEADERS_BYTES_MAX, requestTimeout: REQUEST_TIMEOUT_MS },
    (request, response) => {
      void (async () => {
        const { status, contentType, body } = await answerTo(request.method, request.url, answer);
        response.writeHead(status, { 'content-type': contentType });
        response.end(request.method === 'HEAD' ? undefined : body);
      })();
    },
  );
  server.maxConnections = CONNECTIONS_MAX;
  if (!keepsAlive) server.on('connection', (socket) => socket.unref());
  await bind(server, host, port);
  if (!keepsAlive) server.unref();
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return { endpoint: { host, port: bound }, close: () => close(server) };
}

async function answerTo(
  method: string | undefined,
  url: string | undefined,
  answer: (path: string) => Promise<HttpAnswer> | HttpAnswer,
): Promise<HttpAnswer> {
  const contentType = 'text/plain; charset=utf-8';
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, contentType, body: 'only GET is served here\n' };
  try {
    return await answer((url ?? '/').split('?')[0] ?? '/');
  } catch (reason) {
    return { status: 500, contentType, body: `${DraveError.from(reason).message}\n` };
  }
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (reason: NodeJS.ErrnoException) => {
      const inUse = reason.code === 'EADDRINUSE';
      const message = inUse
        ? `${host}:${port} is in use: stop what listens there, or choose another 'listeners.http.port'`
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

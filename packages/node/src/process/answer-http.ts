import type { HttpAnswer, HttpRequest } from '@drave/console/exchange';
import type { Metrics } from '@drave/env';
import type { DraveNode } from '../node.js';
import type { ConsoleHost } from './console-host.js';
import { textAnswer } from './http-listener.js';

/** What the HTTP port of a node says. `node` is undefined until it has started, and so is `console`. */
export async function answerHttp(
  request: HttpRequest,
  metrics: Metrics,
  node: DraveNode | undefined,
  console: ConsoleHost | undefined,
): Promise<HttpAnswer> {
  const { method, path } = request;
  const ofConsole = console?.answer(request);
  if (ofConsole !== undefined) return ofConsole;
  if (method !== 'GET') return textAnswer(405, 'only GET is served here\n');
  switch (path) {
    case '/healthz':
      return textAnswer(200, 'ok\n');
    case '/readyz':
      return node?.ready === true ? textAnswer(200, 'ready\n') : textAnswer(503, 'not ready\n');
    case '/metrics':
      return { status: 200, headers: { 'content-type': 'text/plain; version=0.0.4' }, body: await metrics.render() };
    default:
      return textAnswer(404, 'here are /healthz, /readyz and /metrics\n');
  }
}

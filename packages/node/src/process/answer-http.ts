import type { Metrics } from '@drave/env';
import type { DraveNode } from '../node.js';
import type { HttpAnswer } from './http-listener.js';

/** What the HTTP port of a node says. `node` is undefined until it has started. */
export async function answerHttp(path: string, metrics: Metrics, node: DraveNode | undefined): Promise<HttpAnswer> {
  const contentType = 'text/plain; charset=utf-8';
  switch (path) {
    case '/healthz':
      return { status: 200, contentType, body: 'ok\n' };
    case '/readyz':
      return node?.ready === true
        ? { status: 200, contentType, body: 'ready\n' }
        : { status: 503, contentType, body: 'not ready\n' };
    case '/metrics':
      return { status: 200, contentType: 'text/plain; version=0.0.4', body: await metrics.render() };
    default:
      return { status: 404, contentType, body: 'here are /healthz, /readyz and /metrics\n' };
  }
}

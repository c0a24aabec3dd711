import { afterEach, describe, expect, it } from 'vitest';
import { listenHttp, textAnswer, type HttpListener } from './http-listener.js';

describe('an HTTP listener', () => {
  let listener: HttpListener | undefined;
  afterEach(() => listener?.close());

  it('ends the connection of an answer that cannot be written, and serves the next', async () => {
    listener = await listenHttp({ host: '127.0.0.1', port: 0 }, ({ path }) => {
      if (path === '/good') return textAnswer(200, 'good');
      return { status: 200, headers: { 'x-text': 'two\nlines' }, body: '' };
    });
    const { host, port } = listener.endpoint;
    await expect(fetch(`http://${host}:${port}/bad`)).rejects.toThrow('fetch failed');
    expect(await (await fetch(`http://${host}:${port}/good`)).text()).toBe('good');
  });
});

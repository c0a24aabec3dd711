import { describe, expect, it } from 'vitest';
import { pageAnswer, requirePage, type PageFile } from './page-files.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const file = (text: string, isImmutable: boolean): PageFile => ({
  contentType: 'text/html; charset=utf-8',
  hash: `hash-of-${text}`,
  isImmutable,
  plain: bytes(text),
  encoded: new Map([['br', bytes(`br ${text}`)]]),
});
const files = new Map([
  ['index.html', file('index', false)],
  ['console-ABCD1234.js', file('script', true)],
]);
const asked = (headers: Readonly<Record<string, string>> = {}) => ({ header: (name: string) => headers[name] });
const textOf = (body: unknown): string => new TextDecoder().decode(body as Uint8Array);

describe('files of the page', () => {
  it('are found by their very names, and every place inside the page is the page', () => {
    expect(textOf(pageAnswer(files, 'console-ABCD1234.js', asked()).body)).toBe('script');
    for (const place of ['', 'topics', 'topics/orders/messages', 'groups/a%20b'])
      expect(textOf(pageAnswer(files, place, asked()).body)).toBe('index');
  });

  it('are nothing else, however the path is written', () => {
    const paths = ['../package.json', '..%2fpackage.json', '%2e%2e/x.js', './index.html', '//etc/passwd.txt', 'a.js\0'];
    for (const path of paths) expect(() => pageAnswer(files, path, asked())).toThrow('there is no such file here');
  });

  it('say so when they were not built', () => {
    expect(() => requirePage(new Map())).toThrow(/not built: npm run build/);
    const half = new Map([...files].filter(([name]) => name !== 'index.html'));
    expect(() => requirePage(half)).toThrow(/not built: npm run build/);
    expect(requirePage(files)).toBe(files);
  });

  it('may be kept for ever when their names change with them, and are asked for again when not', () => {
    const script = pageAnswer(files, 'console-ABCD1234.js', asked());
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const index = pageAnswer(files, '', asked());
    expect(index.headers['cache-control']).toBe('no-cache');
    expect(pageAnswer(files, '', asked({ 'if-none-match': index.headers['etag'] ?? '' })).status).toBe(304);
  });

  it('are sent compressed to who takes that', () => {
    const { headers, body } = pageAnswer(files, '', asked({ 'accept-encoding': 'gzip, deflate, br' }));
    expect(headers['content-encoding']).toBe('br');
    expect(textOf(body)).toBe('br index');
    expect(pageAnswer(files, '', asked({ 'accept-encoding': 'gzip' })).headers['content-encoding']).toBeUndefined();
  });

  it('let a browser run nothing but themselves, in no frame', () => {
    const { headers } = pageAnswer(files, '', asked());
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

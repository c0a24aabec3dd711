import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Endpoint } from '@drave/base';
import type { RpcChannel, Transport } from '@drave/rpc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RoutedTransport } from './routed-transport.js';

describe('RoutedTransport', () => {
  let folder: string;
  let file: string;
  const reached: Endpoint[] = [];
  const inner: Transport = {
    serve: () => Promise.reject(new Error('nobody serves here')),
    connect(target) {
      reached.push(target);
      return {} as RpcChannel;
    },
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drave-routes-'));
    file = join(folder, 'routes.json');
    reached.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('reaches the addresses of its file by others, the rest as they are, and learns of new ones', () => {
    writeFileSync(file, JSON.stringify({ '127.0.0.1:9000': '127.0.0.1:9100' }));
    const transport = new RoutedTransport(inner, file);
    transport.connect({ host: '127.0.0.1', port: 9_000 });
    transport.connect({ host: '127.0.0.1', port: 9_001 });
    writeFileSync(file, JSON.stringify({ '127.0.0.1:9001': '[::1]:9101' }));
    transport.connect({ host: '127.0.0.1', port: 9_001 });
    expect(reached).toEqual([
      { host: '127.0.0.1', port: 9_100 },
      { host: '127.0.0.1', port: 9_001 },
      { host: '[::1]', port: 9_101 },
    ]);
  });

  it.each([
    ['{', /faults\.routesFile.*routes\.json: .*JSON/],
    ['{"127.0.0.1:9000": 9100}', /it is no mapping of host:port to host:port/],
  ])('refuses a file with %s', (text, message) => {
    writeFileSync(file, text);
    expect(() => new RoutedTransport(inner, file)).toThrow(message);
  });

  it('refuses a file that is not there', () => {
    expect(() => new RoutedTransport(inner, file)).toThrow(/'faults\.routesFile'.*ENOENT/);
  });
});

import { describe, expect, it } from 'vitest';
import { hrefOf, parseRoute, withQuery } from './route.js';

describe('addresses of the console', () => {
  it('lead to the page and the names that they were made of, whatever the names are', () => {
    for (const name of ['orders', 'a/b', 'ünï?code#', '100%', '..', ' ', '*', '+', 'messages'])
      for (const page of ['topic', 'messages', 'group'] as const)
        expect(parseRoute(hrefOf(page, [name], { page: 'x&y=z' }))).toEqual({
          page,
          names: [name],
          query: { page: 'x&y=z' },
        });
  });

  it('know a resource by its type and its name', () => {
    expect(hrefOf('config', ['broker', '2'])).toBe('#/configs/broker/2');
    expect(parseRoute('#/configs/broker/2')).toEqual({ page: 'config', names: ['broker', '2'], query: {} });
  });

  it('begin with the overview when there is no fragment', () => {
    for (const fragment of ['', '#', '#/']) expect(parseRoute(fragment).page).toBe('overview');
  });

  it('are unknown when they lead nowhere or are no encoding of anything', () => {
    for (const fragment of ['#/nothing', '#/topics/a/b/c', '#/topics/%E0%A4%A']) {
      expect(parseRoute(fragment).page).toBe('unknown');
    }
  });

  it('leave out what is empty, and change a part of the query', () => {
    const route = parseRoute('#/topics?filter=or&page=abc');
    expect(withQuery(route, { page: undefined })).toBe('#/topics?filter=or');
    expect(withQuery(route, { page: '', filter: '' })).toBe('#/topics');
    expect(withQuery(route, { internal: 'true' })).toBe('#/topics?filter=or&page=abc&internal=true');
  });
});

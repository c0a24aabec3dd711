import { describe, expect, it } from 'vitest';
import { viewAddress } from './view-address.js';

const page = new URL('file:///drave/docs/playground/index.html');

describe('viewAddress', () => {
  it('names the run', () => {
    expect(viewAddress(page, 7, undefined)).toBe('file:///drave/docs/playground/index.html#run=cluster&seed=7');
  });

  it('names what the run is about', () => {
    expect(viewAddress(page, 7, 'retention')).toMatch(/#run=cluster&seed=7&focus=retention$/);
  });
});

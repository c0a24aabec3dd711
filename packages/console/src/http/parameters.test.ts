import * as z from 'zod';
import { describe, expect, it } from 'vitest';
import { bodyOf, Parameters } from './parameters.js';

describe('parameters', () => {
  it('are read with their defaults', () => {
    const parameters = new Parameters('filter=a%26b&pageSize=7&internal=true&limit=');
    expect(parameters.text('filter')).toBe('a&b');
    expect(parameters.page()).toEqual({ pageSize: 7, pageToken: '' });
    expect(parameters.flag('internal')).toBe(true);
    expect(parameters.integer('limit', 1, 10)).toBeUndefined();
    expect(() => parameters.checkRest()).not.toThrow();
    expect(new Parameters('').page().pageSize).toBe(50);
  });

  it('are refused with what is allowed', () => {
    const parameters = new Parameters(`pageSize=1001&offset=1e3&from=sideways&text=${'a'.repeat(2_000)}&typo=1`);
    expect(() => parameters.page()).toThrow("'pageSize' is '1001'; allowed: an integer from 1 to 1000");
    expect(() => parameters.integer('offset', 0)).toThrow(/'offset' is '1e3'/);
    expect(() => parameters.choice('from', ['end', 'start'])).toThrow(/allowed: one of end, start/);
    expect(() => parameters.text('text', 200)).toThrow(/2000 characters; allowed: at most 200/);
    expect(() => parameters.checkRest()).toThrow("there is no parameter 'typo' here");
  });
});

describe('a body', () => {
  const schema = z.strictObject({ preview: z.boolean() });
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

  it('is what the schema says', () => {
    expect(bodyOf(bytes('{"preview":true}'), schema)).toEqual({ preview: true });
  });

  it('is refused when it is no JSON, is something else, or has more', () => {
    expect(() => bodyOf(bytes('{'), schema)).toThrow('the body is no JSON');
    expect(() => bodyOf(Uint8Array.of(0xff), schema)).toThrow('the body is no JSON');
    expect(() => bodyOf(bytes('{"preview":1}'), schema)).toThrow(/'preview' is not as it must be/);
    expect(() => bodyOf(bytes('{"preview":true,"force":true}'), schema)).toThrow(/the body is not as it must be/);
  });
});

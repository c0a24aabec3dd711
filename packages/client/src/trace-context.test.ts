import { describe, expect, it } from 'vitest';
import { formatTraceparent, parseTraceparent } from './trace-context.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('traceparent', () => {
  it('is read and written as W3C Trace Context says', () => {
    const context = { traceId: TRACE, spanId: SPAN, isSampled: true };
    expect(formatTraceparent(context)).toBe(`00-${TRACE}-${SPAN}-01`);
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-01`)).toEqual(context);
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-00`, 'a=1')).toEqual({ ...context, isSampled: false, state: 'a=1' });
    // Of a later version what is known is read, and unknown flags are ignored.
    expect(parseTraceparent(`cc-${TRACE}-${SPAN}-03-more`)).toEqual(context);
  });

  it.each([
    ['', 'nothing'],
    [`00-${TRACE}-${SPAN}`, 'no flags'],
    [`ff-${TRACE}-${SPAN}-01`, 'a version that does not exist'],
    [`00-${TRACE}-${SPAN}-01-more`, 'more than version 00 has'],
    [`00-${'0'.repeat(32)}-${SPAN}-01`, 'a trace id of zeros'],
    [`00-${TRACE}-${'0'.repeat(16)}-01`, 'a span id of zeros'],
    [`00-${TRACE.toUpperCase()}-${SPAN}-01`, 'capitals'],
    [`cc-${TRACE}-${SPAN}-01-${'x'.repeat(1000)}`, 'too much'],
  ])('%s is ignored: %s', (text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });

  it('drops a tracestate that is too long', () => {
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-01`, 'x'.repeat(513))).not.toHaveProperty('state');
  });
});

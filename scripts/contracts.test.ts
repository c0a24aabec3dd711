import { describe, expect, it } from 'vitest';
import { declarationsIn, repeatedContracts } from './contracts.js';

const caller = `export interface Caller {
  readonly principal: string;
  readonly listener: string;
  readonly clientId: string;
  readonly clientHost: string;
  readonly deadlineMs: number;
}
`;
const authorizer = `export interface Authorizer {
  allows(caller: Caller, operation: string): boolean;
}
`;

/** What is said of the second text, which another package declares. */
function problemsOf(one: string, other: string): readonly string[] {
  return repeatedContracts([
    ...declarationsIn('packages/low/src/one.ts', one),
    ...declarationsIn('packages/high/src/other.ts', other),
  ]);
}

describe('contracts', () => {
  it('finds a second caller under another name', () => {
    const context = `export interface CallerContext {
  readonly principal: string;
  readonly clientId: string;
  readonly deadlineMs: number;
}
`;
    expect(problemsOf(caller, context)).toEqual([
      'packages/high/src/other.ts: CallerContext is declared in packages/low/src/one.ts too (Caller): declare it once',
    ]);
  });

  it('finds a second authoriser', () => {
    const own = authorizer.replace('Authorizer', 'GroupAuthorizer');
    expect(problemsOf(authorizer, own)).toHaveLength(1);
  });

  it('takes no offence at what extends the caller, nor at other contexts', () => {
    const extended = `export interface RequestContext extends Caller {
  readonly quota: Quota;
  readonly memory: MemoryLease;
}
`;
    const call = `export interface CallContext {
  readonly peer: Endpoint;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}
`;
    expect(problemsOf(caller, extended)).toEqual([]);
    expect(problemsOf(caller, call)).toEqual([]);
  });
});

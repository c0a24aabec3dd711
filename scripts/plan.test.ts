import { describe, expect, it } from 'vitest';
import { minutes, plan, type Conditions, type Work } from './testing/plan.js';
import { full, quick } from './testing/tiers.js';

const normal: Conditions = { unitMs: 60, stretch: 1, leftMs: 3_600_000, passed: new Set(), missing: new Set() };
const compile: Work = { name: 'compile', value: 100, units: 1_000 };
const process: Work = { name: 'process', value: 80, units: 4_000, needs: ['compile'] };
const unit: Work = { name: 'unit', value: 90, units: 2_000 };
const compat: Work = { name: 'compat', value: 10, units: 20_000, unitsMin: 2_000, needs: ['compile'], stretchMax: 3 };
const all = [compat, process, unit, compile];

function told(works: readonly Work[], conditions: Partial<Conditions>): readonly string[] {
  return plan(works, { ...normal, ...conditions }).map((decision) =>
    decision.kind === 'run'
      ? `${decision.work.name} ${minutes(decision.expectedMs)} of ${minutes(decision.shareMs)}`
      : `${decision.work.name} left out: ${decision.why}`,
  );
}

describe('the plan of a test run', () => {
  it('runs everything that fits, what is worth most first', () => {
    expect(told(all, {})).toEqual([
      'compile 60 s of 3.0 min',
      'unit 2.0 min of 6.0 min',
      'process 4.0 min of 12.0 min',
      'compat 20.0 min of 53.0 min',
    ]);
  });

  it('lets everything take as long as it does without a budget', () => {
    const decisions = plan(all, { ...normal, leftMs: Number.POSITIVE_INFINITY });
    expect(decisions.map((one) => one.kind === 'run' && one.shareMs)).toEqual(all.map(() => Number.POSITIVE_INFINITY));
  });

  it('leaves out what does not fit, and still runs what is worth less and does', () => {
    const small: Work = { name: 'small', value: 1, units: 500 };
    expect(told([compile, process, small], { leftMs: 150_000 })).toEqual([
      'compile 60 s of 2.5 min',
      'process left out: needs about 4.0 min, 1.5 min are left',
      'small 30 s of 1.5 min',
    ]);
  });

  it('starts what can end early with the part that is left, and not with less than is worth it', () => {
    const [, , , part] = told(all, { leftMs: 10 * 60_000 });
    expect(part).toBe('compat 3.0 min of 3.0 min');
    const [, , , nothing] = told(all, { leftMs: 8 * 60_000 });
    expect(nothing).toBe('compat left out: needs about 2.0 min, 60 s are left');
  });

  it('counts in the machine’s own units', () => {
    expect(told([compile, process], { unitMs: 600, stretch: 10, leftMs: 30 * 60_000 })).toEqual([
      'compile 10.0 min of 30.0 min',
      'process left out: needs about 40.0 min, 20.0 min are left',
    ]);
  });

  it('does not judge what counts in seconds of its own on a slow machine', () => {
    expect(told([compile, compat], { unitMs: 240, stretch: 4 })[1]).toBe(
      'compat left out: has bounds of its own in seconds, and this machine is 4.0 times slower',
    );
  });

  it('leaves out what needs something that was left out or has not passed', () => {
    expect(told([compile, process], { leftMs: 30_000 })[1]).toBe(
      'process left out: needs compile, which has not passed',
    );
    expect(told([process], { missing: new Set(['compile']) })[0]).toContain('needs compile');
    expect(told([process], { passed: new Set(['compile']) })[0]).toBe('process 4.0 min of 12.0 min');
  });

  it('puts what is needed before what needs it, whatever it is worth', () => {
    const cheap: Work = { name: 'base', value: 1, units: 10 };
    const dear: Work = { name: 'top', value: 99, units: 10, needs: ['base'] };
    expect(plan([dear, cheap], normal).map(({ work }) => work.name)).toEqual(['base', 'top']);
    expect(() => plan([{ ...cheap, needs: ['top'] }, dear], normal)).toThrow('a circle among');
  });

  it('has room for all tiers of this project in an hour of a normal machine', () => {
    const decisions = plan([...quick, ...full.slice(1)], normal);
    expect(decisions.filter(({ kind }) => kind === 'leaveOut')).toEqual([]);
  });
});

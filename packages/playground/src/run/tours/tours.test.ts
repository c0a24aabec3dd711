import { describe, expect, it } from 'vitest';
import { PlaygroundRun } from '../playground-run.js';
import { speeds } from '../pacer.js';
import { tours } from './table.js';

/** What a step may take at most, in virtual time. */
const STEP_MS_MAX = 20_000;

describe.each(tours)('the tour $name', (tour) => {
  it('is watched at speeds that there are', () => {
    for (const { speed } of tour.steps) expect(speeds).toContain(speed);
  });

  it('comes to its end, every step as it is told', async () => {
    const texts: string[] = [];
    let beganMs = 0;
    const onStep = (): void => {
      beganMs = run.cluster.world.nowMs();
      if (run.guide?.step === undefined) return;
      texts.push(run.guide.text);
      run.proceed();
    };
    const run: PlaygroundRun = new PlaygroundRun({ seed: tour.seed, tour, onStep });
    await run.run(() => {
      const { guide, cluster } = run;
      const isLate = guide?.place.phase === 'running' && cluster.world.nowMs() - beganMs > STEP_MS_MAX;
      if (isLate) throw new Error(`'${guide.step?.title}' has not come about: ${JSON.stringify(run.frame())}`);
      return guide?.place.phase === 'over';
    });
    expect(texts).toHaveLength(tour.steps.length);
    for (const text of texts) expect(text).not.toMatch(/[{}]|leader[AB]|follower[AB]|undefined/);
  }, 60_000);
});

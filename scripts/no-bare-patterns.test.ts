import { describe, expect, it } from 'vitest';

describe('a RegExp among what is expected', () => {
  it('is refused where it would compare nothing, however deep and in whichever direction', () => {
    const says = 'write expect.stringMatching(/late/)';
    expect(() => expect({ text: 'early' }).toMatchObject({ text: /late/ })).toThrow(says);
    expect(() => expect({ text: 'early' }).not.toMatchObject({ text: /late/ })).toThrow(says);
    expect(() => expect([{ all: [{ text: 'late' }] }]).toMatchObject([{ all: [{ text: /late/ }] }])).toThrow(says);
  });

  it('is compared with another as source and flags are', () => {
    expect({ allow: /^a/ }).toMatchObject({ allow: /^a/ });
    expect({ allow: /^a/ }).not.toMatchObject({ allow: /^b/ });
    expect({ allow: /^a/ }).not.toMatchObject({ allow: /^a/i });
  });

  it('stands for texts in a matcher of its own', () => {
    expect({ text: 'too late' }).toMatchObject({ text: expect.stringMatching(/late/) });
    expect({ text: 'early' }).not.toMatchObject({ text: expect.stringMatching(/late/) });
  });
});

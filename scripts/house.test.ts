import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** The checks themselves, run on a small house that is built wrong in one way at a time. */
const scripts = dirname(fileURLToPath(import.meta.url));
const tsx = join(scripts, '..', 'node_modules', '.bin', 'tsx');
let house: string;

beforeEach(() => {
  house = mkdtempSync(join(tmpdir(), 'drave-house-'));
  execFileSync('git', ['init', '-q'], { cwd: house });
  write('package.json', { name: 'house', version: '0.1.0', scripts: {}, devDependencies: { vitest: '4.1.12' } });
  writePackage(
    'low',
    10,
    {},
    { 'index.ts': 'export const LOW = 1;\n', 'testing/index.ts': 'export const fake = 1;\n' },
  );
  writePackage('high', 20, { '@drave/low': '0.1.0' }, { 'index.ts': "export { LOW } from '@drave/low';\n" });
});
afterEach(() => rmSync(house, { recursive: true }));

describe('check-layers', () => {
  it('is content with a well-built house', () => {
    expect(run('check-layers.ts')).toMatchObject({
      status: 0,
      output: expect.stringContaining('2 packages, 3 modules'),
    });
  });

  it('finds each fault of a house built wrong in every way', () => {
    const faults: readonly (readonly [file: string, text: string, finding: string])[] = [
      ['low/src/a.ts', "import type { x } from '@drave/high';\n", "rank 10 may not import '@drave/high' of rank 20"],
      ['low/src/b.ts', "import type { x } from '@drave/high';\n", "'@drave/high' is not declared in packages/low"],
      ['high/src/c.ts', "export * from '@drave/low/src/index.js';\n", 'is not in its exports'],
      ['high/src/d.ts', "import '../../low/src/index.js';\n", 'leaves the package'],
      ['high/src/e.ts', "import 'lodash';\n", "'lodash' is not among the dependencies"],
      ['high/src/f.ts', "import '@drave/high';\n", 'is this package itself'],
      ['high/src/g.ts', "export { fake } from '@drave/low/testing';\n", 'is for tests only'],
      ['high/src/h.ts', "import './gone.js';\n", "'./gone.js' does not exist"],
      ['high/src/i.ts', "export const load = () => import('underscore');\n", "'underscore' is not among"],
      ['low/tsconfig.json', '{ "references": [{ "path": "../high" }] }', 'reference to packages/high, which is no'],
      ['high/tsconfig.json', '{ "references": [] }', 'no reference to packages/low, a dependency'],
    ];
    for (const [file, text] of faults) write(`packages/${file}`, text);
    const { status, output } = run('check-layers.ts');
    expect(status).toBe(1);
    for (const [file, , finding] of faults) expect(output).toMatch(lineAbout(file, finding));
    expect(output).toContain('circle: ');
  });

  it('finds a circle of files, of types and re-exports as well', () => {
    write('packages/low/src/a.ts', "import type { B } from './b.js';\nexport type A = B;\n");
    write('packages/low/src/b.ts', "export * from './folder/c.js';\n");
    write('packages/low/src/folder/c.ts', "import {\n  type A,\n} from '../a.js';\nexport type B = A;\n");
    const { status, output } = run('check-layers.ts');
    expect(status).toBe(1);
    const circle = ['a.ts', 'b.ts', 'folder/c.ts', 'a.ts'].map((file) => `packages/low/src/${file}`);
    expect(output).toContain(`circle: ${circle.join(' -> ')}`);
  });

  it('takes two ways to one file for no circle', () => {
    write('packages/low/src/a.ts', "export * from './b.js';\nexport * from './c.js';\n");
    write('packages/low/src/b.ts', "export * from './c.js';\n");
    write('packages/low/src/c.ts', 'export const c = 1;\n');
    expect(run('check-layers.ts').status).toBe(0);
  });

  it('finds a dependency that nothing uses', () => {
    write('packages/high/src/index.ts', 'export const alone = 1;\n');
    expect(run('check-layers.ts').output).toContain("nothing imports '@drave/low'");
  });

  it('finds what crosses a boundary and is declared on both sides, whatever its names are', () => {
    const members = '  readonly brokerId: number;\n  readonly epoch: number;\n  readonly fence: boolean;\n';
    write('packages/low/src/a.ts', `export interface HeartbeatRequest {\n${members}}\n`);
    write('packages/high/src/b.ts', `interface BrokerHeartbeat {\n${members}}\n`);
    write('packages/high/src/c.ts', `interface HeartbeatRequest {\n${members}  readonly more: string;\n}\n`);
    const { status, output } = run('check-layers.ts');
    expect(status).toBe(1);
    for (const file of ['b.ts', 'c.ts'])
      expect(output).toMatch(lineAbout('low/src/a.ts', `is declared in packages/high/src/${file} too`));
  });

  it('takes messages of one name that have little in common for two', () => {
    write(
      'packages/low/src/a.ts',
      'interface FetchRequest {\n  readonly offset: number;\n  readonly epoch: number;\n}\n',
    );
    write('packages/high/src/b.ts', 'interface FetchRequest {\n  readonly topics: [];\n  readonly epoch: number;\n}\n');
    expect(run('check-layers.ts').status).toBe(0);
  });

  it('lets tests use doubles of lower rank, and the root’s tools', () => {
    writeFileSync(
      join(house, 'packages/high/src/x.test.ts'),
      "import { fake } from '@drave/low/testing';\nimport 'vitest';\n",
    );
    expect(run('check-layers.ts').status).toBe(0);
  });

  it('fails when it finds nothing to look at', () => {
    rmSync(join(house, 'packages'), { recursive: true });
    expect(run('check-layers.ts')).toMatchObject({ status: 1, output: expect.stringContaining('looked at no module') });
  });
});

describe('check-exports', () => {
  const imports = (names: string, from: string): string => `import { ${names} } from '${from}';\n`;

  it('is content when everything that is exported is imported', () => {
    const passedOn = "export * from './a.js';\nexport { c as d } from './b.js';\n";
    write('packages/low/src/index.ts', passedOn);
    write('packages/low/src/a.ts', 'export function a(): void {}\nexport class Unseen {}\nexport type B = 1;\n');
    write('packages/low/src/b.ts', `import type { Unseen } from './a.js';\nexport const c = (_: Unseen) => 1;\n`);
    write('packages/low/src/testing/index.ts', 'export const fake = 1;\n');
    write('packages/low/src/x.test.ts', imports('fake', './testing/index.js'));
    write('packages/high/src/index.ts', `import {\n  a,\n  type B,\n  d as e,\n} from '@drave/low';\na(e as B);\n`);
    expect(run('check-exports.ts')).toMatchObject({ status: 0, output: expect.stringContaining('exports: fine') });
  });

  it('counts what is loaded when it is needed, what is taken whole, and what is run by its path', () => {
    write('packages/low/src/index.ts', '');
    write('packages/low/src/testing/index.ts', '');
    for (const file of ['lazy', 'whole', 'worker']) write(`packages/low/src/${file}.ts`, `export const ${file} = 1;\n`);
    const takes = [
      "const { lazy } = await import('./lazy.js');",
      "import * as all from './whole.js';",
      "const path = new URL('./worker.js', import.meta.url);",
    ];
    write('packages/low/src/bin.ts', `${takes.join('\n')}\n`);
    write('packages/high/src/index.ts', '');
    expect(run('check-exports.ts')).toMatchObject({ status: 0 });
  });

  it('finds each export that nobody imports, by file and name', () => {
    write('packages/low/src/a.ts', 'export const a = 1;\nexport const b = 2;\nexport const c = b;\n');
    write('packages/low/src/b.ts', "export { a } from './a.js';\nexport interface Alone {}\n");
    write('packages/low/src/c.ts', `${imports('a', './b.js')}const { c } = await import('./a.js');\n`);
    write('packages/low/src/testing/index.ts', 'export const forgotten = 1;\n');
    const { status, output } = run('check-exports.ts');
    expect(status).toBe(1);
    expect(output).toMatch(lineAbout('packages/low/src/a.ts:2', "nothing imports 'b'"));
    expect(output).toMatch(lineAbout('packages/low/src/b.ts:2', "nothing imports 'Alone'"));
    expect(output).toMatch(lineAbout('packages/low/src/testing/index.ts', "nothing imports 'forgotten'"));
    expect(output).toMatch(lineAbout('packages/high/src/index.ts', "nothing imports 'LOW'"));
    expect(output).toContain('exports: 5 problems');
  });

  it('lets a test look at what the code uses, and keep nothing else alive', () => {
    const beside = ['const beside = 1;', 'const uses = beside;', 'interface Shape {}', 'const shape: Shape = uses;'];
    const text = ['/** dead, they say. */', 'const dead = 1;', ...beside]
      .join('\n')
      .replaceAll(/^(?=const|int)/gm, 'export ');
    write('packages/low/src/a.ts', `${text}\n`);
    write('packages/low/src/inner/testing/double.ts', imports('dead', '../../a.js'));
    write('packages/low/src/x.test.ts', imports('dead, beside, uses, type Shape', './a.js'));
    write('packages/low/src/b.ts', imports('uses, shape', './a.js'));
    const { output } = run('check-exports.ts');
    expect(output).toMatch(lineAbout('packages/low/src/a.ts:2', "nothing imports 'dead'"));
    expect(output).toMatch(lineAbout('packages/low/src/a.ts:3', "only tests import 'beside'"));
    expect(output).not.toContain("'uses'");
    // Of a type nothing is left that could be dead.
    expect(output).not.toContain("'Shape'");
  });

  it('leaves to the tests of other packages what an entry point offers', () => {
    write('packages/low/src/index.ts', "export { offered } from './a.js';\n");
    write('packages/low/src/a.ts', 'export const offered = 1;\nexport const inner = offered;\n');
    write('packages/low/src/b.ts', imports('inner', './a.js'));
    write('packages/high/src/x.test.ts', imports('offered', '@drave/low'));
    expect(run('check-exports.ts').output).not.toContain("'offered'");
    write('packages/high/src/x.test.ts', '');
    write('packages/low/src/x.test.ts', imports('offered', './index.js'));
    expect(run('check-exports.ts').output).toMatch(
      lineAbout('packages/low/src/index.ts', "only tests import 'offered'"),
    );
  });

  it('excepts what is listed, as long as the tests need it', () => {
    const file = 'packages/records/src/murmur2.ts';
    write(file, 'export const murmur2 = 1;\nexport const partitionForKey = murmur2;\n');
    write('packages/records/src/a.ts', imports('partitionForKey', './murmur2.js'));
    write('packages/records/src/x.test.ts', imports('murmur2', './murmur2.js'));
    expect(run('check-exports.ts').output).not.toContain('murmur2');
    write('packages/records/src/a.ts', imports('murmur2, partitionForKey', './murmur2.js'));
    expect(run('check-exports.ts').output).toContain(`'${file} murmur2' in 'forTests' is no exception any more`);
  });

  it('leaves to those who install a package what its entry point offers', () => {
    write('packages/low/package.json', { name: 'drave', version: '0.1.0', exports: { '.': './dist/index.js' } });
    write('packages/low/src/index.ts', "export * from './a.js';\n");
    write('packages/low/src/a.ts', 'export const offered = 1;\n');
    const { output } = run('check-exports.ts');
    expect(output).not.toContain('offered');
  });

  it('fails when it finds nothing to look at', () => {
    rmSync(join(house, 'packages'), { recursive: true });
    expect(run('check-exports.ts')).toMatchObject({
      status: 1,
      output: expect.stringContaining('looked at no module'),
    });
  });
});

describe('tidy', () => {
  it('is content with a tidy house', () => {
    expect(run('tidy.ts').output).toContain('tidy: fine');
  });

  it('finds each fault of an untidy house', () => {
    const marker = ['TO', 'DO'].join('');
    const focused = ['it', 'only'].join('.');
    const faults: readonly (readonly [file: string, text: string, finding: string])[] = [
      ['a.ts', `// ${marker}: later\n`, 'a leftover marker'],
      ['b.ts', `// ${'word '.repeat(30)}\n`, 'characters, at most 120'],
      ['c.ts', '\n'.repeat(601), '601 lines, at most 600'],
      ['d.ts', 'export const now = new Date();\n', 'the wall clock'],
      ['e.ts', `// /${'home'}/somebody/drave\n`, 'an absolute path'],
      ['dead.ts', 'export const nobody = 1;\n', 'dead, nothing reaches it'],
      ['utils.ts', 'export const x = 1;\n', 'name it after what it holds'],
      ['caught.ts', 'try {\n} catch (' + 'error) {}\n', 'what was caught has another name'],
      ['limit.ts', 'export const bytesMax = 4 * 1024;\n', 'a constant of the module'],
      ['x.test.ts', `${focused}('x', () => expect(1).toBe(1));\n`, 'a focused or skipped test'],
      ['y.test.ts', "it('y', () => {});\n", 'a test file that asserts nothing'],
    ];
    for (const [file, text] of faults) write(`packages/low/src/${file}`, text);
    const { status, output } = run('tidy.ts');
    expect(status).toBe(1);
    for (const [file, , finding] of faults) expect(output).toMatch(lineAbout(file, finding));
  });

  it('lets tables and messages be as wide as they are', () => {
    const row = `  { name: 'x', text: '${'w'.repeat(150)}', number: 1 },\n`.repeat(2);
    const table = `// biome-ignore format: a table.\nexport const table = [\n${row}];\nexport const LONG = '${'w'.repeat(150)}';\n`;
    writeFileSync(join(house, 'packages/low/src/index.ts'), table);
    expect(run('tidy.ts').status).toBe(0);
  });
});

describe('check-citations', () => {
  const row = '| A1 | it goes wrong | KAFKA-1 | `low/src/a.test.ts`; mutant `old-bug` |\n';

  beforeEach(() => {
    write('docs/faults.md', row);
    write('packages/low/src/a.test.ts', "it('A1: it does not go wrong', () => expect(1).toBe(1));\n");
    write('packages/simulator/src/mutants/all.ts', "export const all = [{ name: 'old-bug' }];\n");
  });

  it('is content with what can be looked up', () => {
    const sources = [
      '// Raft section 5.4.1, KIP-966, section 6.5.3, and docs/faults.md A1.',
      '/** SIGTERM: in order. */',
      '// https://example.org/another/README.md has the format.',
      "export const topic = 'A7';",
    ];
    write('packages/low/src/b.ts', `${sources.join('\n')}\n`);
    write('docs/more.md', 'As [the catalogue](faults.md#a) says, and [its test](../packages/low/src/a.test.ts).\n');
    expect(run('check-citations.ts')).toMatchObject({ status: 0, output: expect.stringContaining('1 known bugs') });
  });

  it('finds each citation of something that is not there', () => {
    const faults: readonly (readonly [file: string, text: string, finding: string])[] = [
      ['packages/low/src/c.ts', '// docs/plan.md says why.\n', 'docs/plan.md is not in the repository'],
      ['packages/low/src/d.ts', '/** PLAN: one at a time. */\n', 'cites a document'],
      ['packages/low/src/e.ts', '/** One at a time (PLAN B2). */\n', 'cites a document'],
      ['packages/low/src/f.ts', '// One at a time, see section 6.\n', 'a section of what?'],
      ['packages/low/src/g.ts', ' * as it was (B7).\n', 'B7 has no row'],
      ['packages/low/src/h.test.ts', "it('B8: goes on', () => {});\n", 'B8 has no row'],
      ['docs/other.md', 'See [there](../packages/low/src/gone.ts).\n', 'leads nowhere'],
    ];
    for (const [file, text] of faults) write(file, text);
    const { status, output } = run('check-citations.ts');
    expect(status).toBe(1);
    for (const [file, , finding] of faults) expect(output).toMatch(lineAbout(file, finding));
  });

  it('finds each row that nothing covers', () => {
    const rows = [
      '| A2 | x | y | |',
      '| A3 | x | y | `low/src/gone.test.ts` |',
      '| A4 | x | y | `low/src/a.test.ts` |',
      '| A5 | x | y | mutant `new-bug` |',
    ];
    write('docs/faults.md', `${row}${rows.join('\n')}\n`);
    const { status, output } = run('check-citations.ts');
    expect(status).toBe(1);
    const findings = ['names nothing', 'does not exist', 'does not cite it', "no mutant 'new-bug'"];
    for (const [index, finding] of findings.entries()) expect(output).toMatch(lineAbout(`row A${index + 2}`, finding));
  });

  it('fails without a catalogue', () => {
    rmSync(join(house, 'docs'), { recursive: true });
    expect(run('check-citations.ts')).toMatchObject({ status: 1, output: expect.stringContaining('no rows') });
  });
});

describe('check-docs', () => {
  const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\`\n`;

  beforeEach(() => write('packages/cli/dist/bin.js', "console.error('no cluster is up');\n"));

  it('runs the commands of the root, of docs and of every package, and of nothing else', () => {
    write('README.md', fenced('sh', 'echo root >> "$RAN"'));
    write('docs/use.md', fenced('console', '$ echo docs >> "$RAN"\ndocs'));
    write('packages/low/README.md', fenced('sh', 'echo package >> "$RAN"'));
    write('packages/low/src/README.md', fenced('sh', 'echo below >> "$RAN"'));
    expect(run('check-docs.ts').output).toContain('docs: fine (3 commands, 0 of them examples in TypeScript)');
    expect(readFileSync(ran(), 'utf8').split('\n').filter(Boolean).toSorted()).toEqual(['docs', 'package', 'root']);
  });

  it('fails on a document that leaves a file in the root', () => {
    write('README.md', fenced('sh', 'echo root > left'));
    const { status, output } = run('check-docs.ts');
    expect(status).toBe(1);
    expect(output).toMatch(lineAbout('README.md', 'leave left behind'));
  });

  it('fails on a command that fails, and on a block that does not say what it is', () => {
    write('README.md', fenced('sh', 'false'));
    write('packages/low/README.md', fenced('', 'who knows'));
    const { status, output } = run('check-docs.ts');
    expect(status).toBe(1);
    expect(output).toMatch(lineAbout('README.md', 'its commands failed with 1'));
    expect(output).toMatch(lineAbout('packages/low/README.md:1', 'mark it sh, console, or text'));
  });

  it('compiles and runs an example in TypeScript with what stands before and after it', () => {
    const before = "<!-- ts before\nimport { writeFileSync } from 'node:fs';\nconst text: string = 'whole';\n-->\n";
    const after = "<!-- ts after\nwriteFileSync(process.env['RAN'] ?? '', made);\n-->\n";
    write('README.md', `${before}${fenced('ts', 'const made = text;')}${after}${fenced('ts', 'const made = 1;')}`);
    expect(run('check-docs.ts').output).toContain('docs: fine (2 commands, 2 of them examples in TypeScript)');
    expect(readFileSync(ran(), 'utf8')).toBe('whole');
  });

  it('names the line of a document where an example is wrong, or throws', () => {
    write('README.md', `two\nlines\n${fenced('ts', 'const made: string = 1;')}`);
    expect(run('check-docs.ts')).toMatchObject({
      status: 1,
      output: expect.stringMatching(lineAbout('README.md:4', "Type 'number' is not assignable")),
    });
    write('README.md', `two\nlines\n${fenced('ts', "throw new Error('as it runs');")}`);
    expect(run('check-docs.ts')).toMatchObject({
      status: 1,
      output: expect.stringMatching(/as it runs[^]*README\.md-3\.mts:4/),
    });
  });
});

/** One line that names both. */
function lineAbout(file: string, finding: string): RegExp {
  const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^.*${escape(file)}.*${escape(finding)}.*$`, 'm');
}

/** Where documents write what ran: they may leave nothing in the root. */
function ran(): string {
  return join(house, '.git', 'ran');
}

function run(script: string): { status: number | null; output: string } {
  const environment = { ...process.env, DRAVE_CHECK_ROOT: house, RAN: ran() };
  const { status, stdout, stderr } = spawnSync(tsx, [join(scripts, script)], { env: environment, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

function writePackage(
  name: string,
  rank: number,
  dependencies: Readonly<Record<string, string>>,
  sources: Readonly<Record<string, string>>,
): void {
  const entry = (path: string): object => ({ types: `./dist/${path}.d.ts`, default: `./dist/${path}.js` });
  write(`packages/${name}/package.json`, {
    name: `@drave/${name}`,
    version: '0.1.0',
    drave: { rank },
    exports: { '.': entry('index'), ...('testing/index.ts' in sources ? { './testing': entry('testing/index') } : {}) },
    dependencies,
  });
  const references = Object.keys(dependencies).map((dependency) => ({ path: dependency.replace('@drave/', '../') }));
  write(`packages/${name}/tsconfig.json`, { references });
  for (const [file, text] of Object.entries(sources)) write(`packages/${name}/src/${file}`, text);
}

function write(file: string, content: string | object): void {
  const path = join(house, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
}

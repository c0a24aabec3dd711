import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writePage } from './bundle/write-page.js';
import { packedManifest } from './package/manifest.js';
import { writeKit } from './package/write-kit.js';
import { writeNotices } from './package/write-notices.js';
import { writePrograms } from './package/write-programs.js';
import { writeTypes } from './package/write-types.js';
import { root } from './workspace.js';

/**
 * `npm run package [folder]`: makes the one package that people install of what is compiled, in
 * `packages/drave/dist/package`, packs it, and prints the path of the archive, which lies in the folder that is named
 * or beside the package. docs/architecture.md says what is where and why.
 */
const place = join(root, 'packages/drave/dist/package');
const target = resolve(process.argv[2] ?? join(root, 'packages/drave/dist'));
rmSync(place, { recursive: true, force: true });
const dist = join(place, 'dist');
mkdirSync(dist, { recursive: true });
mkdirSync(target, { recursive: true });

const written = [writeKit(dist), writePrograms(dist), writePage(join(dist, 'console'))] as const;
const [kit, programs, page] = await Promise.all(written);
writeTypes(dist);
writeNotices(join(place, 'THIRD-PARTY-LICENSES.txt'), [...programs.modules, ...page.modules]);
writeJson('package.json', packedManifest(kit + programs.code));
// For tools that know no `exports`.
mkdirSync(join(place, 'testing'));
writeJson('testing/package.json', { main: '../dist/testing.cjs', types: '../dist/testing.d.cts' });
for (const [from, to] of [
  ['packages/drave/README.md', 'README.md'],
  ['LICENSE', 'LICENSE'],
  ['CHANGELOG.md', 'CHANGELOG.md'],
  ['proto', 'proto'],
] as const)
  cpSync(join(root, from), join(place, to), { recursive: true });

const options = ['--json', '--pack-destination', target];
const packed = execFileSync('npm', ['pack', place, ...options], {
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
const [archive] = JSON.parse(packed) as readonly { readonly filename: string }[];
if (archive === undefined) throw new Error(`npm packed nothing: ${packed}`);
console.log(join(target, archive.filename));

function writeJson(file: string, content: object): void {
  writeFileSync(join(place, file), `${JSON.stringify(content, null, 2)}\n`);
}

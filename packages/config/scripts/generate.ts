/** Part of `npm run generate`: writes docs/configuration.md from the tables in src/rows. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { configurationPage, sections } from '../src/generator/configuration-page.js';

const file = new URL('../../../docs/configuration.md', import.meta.url);

const page = configurationPage(sections);
const fresh = existsSync(file) && readFileSync(file, 'utf8') === page;
if (!fresh) writeFileSync(file, page);
console.log(`docs/configuration.md: ${Object.keys(sections).length} sections, ${fresh ? 'fresh' : 'changed'}`);

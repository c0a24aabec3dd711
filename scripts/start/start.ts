import { pathToFileURL } from 'node:url';
import { preparePrograms } from './programs.js';

/**
 * `npm start`: `drave local up` from a checkout, whether or not it was ever compiled. The programs are made from the
 * sources, without a type check, when they are not there or anything in them has changed; then the command goes on in
 * this process, so that whatever ends it ends the cluster. Parameters are those of `drave local up`
 * (`npm start -- -c 1 -b 1`).
 */
const command = await preparePrograms((line) => process.stderr.write(`${line}\n`));
process.argv = [process.execPath, command, 'local', 'up', ...process.argv.slice(2)];
await import(pathToFileURL(command).href);

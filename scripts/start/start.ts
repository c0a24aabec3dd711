import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { pathToFileURL } from 'node:url';
import { TITLE_CHANNEL } from '../../packages/cli/src/terminal.js';
import { preparePrograms, type PendingWork } from './programs.js';

/**
 * `npm start`: `drave local up` from a checkout, whether or not it was ever compiled. The programs are made from the
 * sources, without a type check, when they are not there or anything in them has changed; then the command goes on in
 * this process, so that whatever ends it ends the cluster. Parameters are those of `drave local up`
 * (`npm start -- -c 1 -b 1`).
 */
const { command, pending } = await preparePrograms((line) => process.stderr.write(`${line}\n`));
if (pending !== undefined) finishLater(pending);
process.argv = [process.execPath, command, 'local', 'up', ...process.argv.slice(2)];
await import(pathToFileURL(command).href);

/** When the command says that the cluster is up; before that it would only keep the nodes waiting. */
function finishLater({ remember, makePage, makeTable }: PendingWork): void {
  let isRemembered = false;
  const rememberOnce = (): void => {
    if (isRemembered) return;
    isRemembered = true;
    remember();
  };
  process.once('exit', rememberOnce);
  const whenUp = (): void => {
    unsubscribe(TITLE_CHANNEL, whenUp);
    rememberOnce();
    // The cluster has nothing to do with either: stack traces name lines of the bundle until the next start.
    makePage()
      .catch((reason: unknown) => process.stderr.write(`no page of the console: ${String(reason)}\n`))
      .then(makeTable)
      .catch((reason: unknown) => process.stderr.write(`no table for stack traces: ${String(reason)}\n`));
  };
  subscribe(TITLE_CHANNEL, whenUp);
}

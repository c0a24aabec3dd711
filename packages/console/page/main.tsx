import { render } from 'preact';
import type { Session } from '../src/contract.js';
import { App } from './app.js';
import { followKeys } from './keyboard.js';
import { get, session } from './state/api.js';
import { followEvents, readFaults } from './state/live.js';
import { followLocation } from './state/location.js';

const root = document.querySelector('#root');
if (root === null) throw new Error('the page has no place for the console');
render(<App />, root);
followKeys();
// Who uses a screen reader hears that there is another page, and reads on from its beginning.
followLocation(() => {
  scrollTo(0, 0);
  document.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true });
});
followEvents();
const answer = await get<Session>('session');
if (answer.kind === 'answered') {
  session.value = answer.value;
  if (answer.value.hasFaults) await readFaults();
}

import { h, render } from 'preact';
import { App } from './app.js';
import { readAddress } from './address.js';
import { ask, begin, view } from './store.js';

const place = document.querySelector('#playground');
if (place !== null) render(h(App, {}), place);
begin(readAddress(location.hash), true);
addEventListener('hashchange', () => begin(readAddress(location.hash), true));
addEventListener('keydown', (event) => {
  const { target, key } = event;
  // Who types, or is on a button, means that.
  if (
    event.ctrlKey ||
    event.metaKey ||
    (target instanceof Element && target.closest('button, input, select, a') !== null)
  )
    return;
  if (key === ' ') ask({ kind: view.value?.isPlaying === true ? 'pause' : 'play' });
  else if (key === '.') ask({ kind: 'step' });
  else return;
  event.preventDefault();
});

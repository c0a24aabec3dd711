import { effect, signal } from '@preact/signals';
import { parseRoute, type Route } from '../model/route.js';

/** Where the browser is. */
export const route = signal<Route>(parseRoute(location.hash));

/** Follows the address from now on, and calls back whenever another page is shown. */
export function followLocation(onOtherPage: () => void): void {
  addEventListener('hashchange', () => {
    route.value = parseRoute(location.hash);
  });
  let shown: string | undefined;
  effect(() => {
    const { page, names } = route.value;
    const next = [page, ...names].join('\n');
    if (shown !== undefined && shown !== next) onOtherPage();
    shown = next;
  });
}

/** Another step in the history of the browser. */
export function go(href: string): void {
  location.hash = href;
}

/** The same step with another address: a filter that is typed is no way of pages to go back through. */
export function replace(href: string): void {
  history.replaceState(null, '', href);
  route.value = parseRoute(href);
}

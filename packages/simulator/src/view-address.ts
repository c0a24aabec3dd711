/** Where the repository has the page that replays a run, once it is made. */
export const VIEW_PAGE = 'docs/playground/index.html';

/** The address of the page, a file's, that replays a cluster seed: what runs in Node runs there, event for event. */
export function viewAddress(page: URL, seed: number, focus: string | undefined): string {
  const values = new URLSearchParams({ run: 'cluster', seed: String(seed) });
  if (focus !== undefined) values.set('focus', focus);
  return new URL(`#${values}`, page).href;
}

import type { JSX } from 'preact';
import { withQuery } from '../model/route.js';
import { route } from '../state/location.js';

interface PagerProps {
  /** How many rows this page has. */
  readonly rowCount: number;
  readonly nextPageToken: string | null;
  readonly what: string;
}

/** Tokens lead forwards only; the way back is remembered while the console is open. */
const cameFrom = new Map<string, string>();

/** Pages of a list that the server cuts; the token is in the address. */
export function Pager({ rowCount, nextPageToken, what }: PagerProps): JSX.Element {
  const here = route.value.query['page'] ?? '';
  if (nextPageToken !== null) cameFrom.set(nextPageToken, here);
  const back = withQuery(route.value, { page: cameFrom.get(here) });
  return (
    <nav class="pager" aria-label={`Pages of ${what}`}>
      <span>
        {rowCount} {what} on this page
        {here === '' && nextPageToken === null ? ', which is all of them' : ''}
      </span>
      <span class="spring" />
      {here !== '' && (
        <>
          <a class="button" href={withQuery(route.value, { page: undefined })}>
            First
          </a>
          <a class="button" href={back} rel="prev">
            Previous
          </a>
        </>
      )}
      {nextPageToken !== null && (
        <a class="button" href={withQuery(route.value, { page: nextPageToken })} rel="next">
          Next
        </a>
      )}
    </nav>
  );
}

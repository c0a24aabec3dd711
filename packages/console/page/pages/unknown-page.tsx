import type { JSX } from 'preact';
import { PageHead } from '../components/page-head.js';
import { hrefOf } from '../model/route.js';

export function UnknownPage(): JSX.Element {
  return (
    <PageHead
      title="There is no such page"
      lead={
        <>
          The address leads nowhere. Everything begins at the <a href={hrefOf('overview')}>overview</a>.
        </>
      }
    />
  );
}

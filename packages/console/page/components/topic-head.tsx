import type { JSX } from 'preact';
import { hrefOf, type PageName } from '../model/route.js';
import { PageHead } from './page-head.js';

const tabs: readonly (readonly [page: PageName, text: string])[] = [
  ['topic', 'Partitions'],
  ['messages', 'Messages'],
  ['readers', 'Readers'],
];

/** Pages of one topic have one head. */
export function TopicHead({ topic, current }: { readonly topic: string; readonly current: PageName }): JSX.Element {
  return (
    <>
      <PageHead title={topic} crumb={{ href: hrefOf('topics'), text: 'Topics' }} />
      <nav class="tabs" aria-label="Of this topic">
        {tabs.map(([page, text]) => (
          <a key={page} href={hrefOf(page, [topic])} aria-current={page === current ? 'page' : undefined}>
            {text}
          </a>
        ))}
        <a href={hrefOf('config', ['topic', topic])} aria-current={current === 'config' ? 'page' : undefined}>
          Configuration
        </a>
      </nav>
    </>
  );
}

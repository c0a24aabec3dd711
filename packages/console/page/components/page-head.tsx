import type { ComponentChildren, JSX } from 'preact';

interface PageHeadProps {
  readonly title: string;
  /** One sentence below the title. */
  readonly lead?: ComponentChildren;
  /** The way to this page, for pages below others. */
  readonly crumb?: { readonly href: string; readonly text: string };
  readonly children?: ComponentChildren;
}

export function PageHead({ title, lead, crumb, children }: PageHeadProps): JSX.Element {
  return (
    <div class="page-head">
      <div class="titles">
        {crumb !== undefined && (
          <nav class="crumbs" aria-label="Breadcrumb">
            <a href={crumb.href}>{crumb.text}</a> /
          </nav>
        )}
        <h1>{title}</h1>
        {lead !== undefined && <p class="lead">{lead}</p>}
      </div>
      {children}
    </div>
  );
}

interface StatProps {
  readonly label: string;
  readonly value: ComponentChildren;
  readonly note?: ComponentChildren;
  readonly tone?: 'good' | 'warn' | 'bad' | undefined;
}

export function Stats({ items }: { readonly items: readonly StatProps[] }): JSX.Element {
  // Room for notes is there for all or for none.
  const hasNotes = items.some(({ note }) => note !== undefined);
  return (
    <dl class="stats">
      {items.map(({ label, value, note, tone }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd class={tone === undefined ? undefined : `${tone}-text`}>
            {value}
            {hasNotes && <small>{note}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

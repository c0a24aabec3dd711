import type { ComponentChildren, JSX } from 'preact';
import type { Resource } from '../state/resource.js';
import { FailureNotice } from './notice.js';

export interface Column<Row> {
  readonly header: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** `number`, `tight`, `clip`, `wrap`, `mono`: see the style sheet. */
  readonly class?: string;
  /** Names the row, for those who hear the table read. */
  readonly isRowHeader?: boolean;
}

interface TableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  readonly classOf?: (row: Row) => string;
  /** What stands there when there are no rows. */
  readonly empty: ComponentChildren;
}

export function Table<Row>({ caption, columns, rows, keyOf, classOf, empty }: TableProps<Row>): JSX.Element {
  if (rows.length === 0) return <div class="empty">{empty}</div>;
  return (
    // What may be wider than the screen can be reached, and so scrolled, by keyboard.
    <div class="table-scroll" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ header, class: name }) => (
              <th key={header} scope="col" class={name?.includes('number') === true ? 'number' : undefined}>
                {header === '' ? <span class="visually-hidden">Actions</span> : header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} class={classOf?.(row)}>
              {columns.map((column) => (
                <Cell key={column.header} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }): JSX.Element {
  if (column.isRowHeader !== true) return <td class={column.class}>{column.cell(row)}</td>;
  return (
    <th scope="row" class={column.class}>
      {column.cell(row)}
    </th>
  );
}

interface ResourceCardProps<T> {
  readonly title: string;
  readonly resource: Resource<T>;
  readonly children: (data: T) => ComponentChildren;
  readonly actions?: ComponentChildren;
}

/** A card that shows what was asked for, that it is still to come, or why it does not come. */
export function ResourceCard<T>({ title, resource, children, actions }: ResourceCardProps<T>): JSX.Element {
  const { data, failure, reload } = resource;
  return (
    <section class="card" aria-busy={resource.isLoading}>
      <header>
        <h2>{title}</h2>
        {actions}
      </header>
      {failure !== null && (
        <div class="body">
          <FailureNotice failure={failure} onRetry={reload} />
        </div>
      )}
      {data !== null ? children(data) : failure === null && <div class="empty">Asking the cluster …</div>}
    </section>
  );
}

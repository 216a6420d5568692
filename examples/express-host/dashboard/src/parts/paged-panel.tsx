import { DataTable, type TableOf } from './data-table.tsx';
import { PageButtons, type Pages } from './pages.tsx';
import { Loaded, Panel, type Read } from './panel.tsx';

/** A part of a long list. */
interface Part<Row> {
  readonly items: readonly Row[];
  readonly next: string | null;
}

export interface PagedTableOf<Row> extends Omit<TableOf<Row>, 'rows'> {
  readonly read: Read<Part<Row>>;
  readonly pages: Pages;
}

/** A long list, a page of it at a time. */
export function PagedTable<Row>({ read, pages, ...table }: PagedTableOf<Row>) {
  return (
    <Loaded of={read} lines={8}>
      {({ items, next }) => (
        <>
          <DataTable {...table} rows={items} />
          <PageButtons pages={pages} next={next} name={table.caption} />
        </>
      )}
    </Loaded>
  );
}

/** Such a list under its name. */
export function PagedPanel<Row>(props: PagedTableOf<Row>) {
  return (
    <Panel title={props.caption}>
      <PagedTable {...props} />
    </Panel>
  );
}

import {
  type ColumnDef,
  getCoreRowModel,
  getSortedRowModel,
  type SortingState,
  useReactTable,
} from '@tanstack/react-table';
import { type ReactNode, useMemo, useState } from 'react';
import { Empty } from './panel.tsx';
import { ScrollFrame } from './scroll-frame.tsx';

export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  /** Without it the column cannot be sorted by. */
  readonly sortBy?: (row: Row) => string | number | null;
  readonly align?: 'end';
  /** Stands above the others where a row is a card. */
  readonly isLead?: boolean;
  /** Takes the whole width there: sentences do. */
  readonly isWide?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

export interface TableOf<Row> {
  readonly caption: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly rowId: (row: Row) => string;
  readonly empty: ReactNode;
}

const SORT_WORDS = { asc: 'ascending', desc: 'descending' } as const;

/** A table with a caption, sorted by its heads; on a narrow screen each row is a card of names and values. */
export function DataTable<Row>({ caption, rows, columns, rowId, empty }: TableOf<Row>) {
  const [sorting, setSorting] = useState<SortingState>([]);
  const data = useMemo(() => [...rows], [rows]);
  const definitions = useMemo(() => columns.map(definitionOf), [columns]);
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns]);
  const table = useReactTable({
    data,
    columns: definitions,
    state: { sorting },
    onSortingChange: setSorting,
    getRowId: rowId,
    getCoreRowModel: getCoreRowModel(),
    getSortedRowModel: getSortedRowModel(),
  });
  if (rows.length === 0) return <Empty>{empty}</Empty>;
  return (
    <ScrollFrame name={`${caption}, table`}>
      <table className="table">
        <caption className="sr-only">{caption}</caption>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map(({ id, column }) => {
                const sorted = column.getIsSorted();
                const { header, align } = byId.get(id) ?? {};
                return (
                  <th
                    key={id}
                    scope="col"
                    data-align={align}
                    aria-sort={sorted === false ? undefined : SORT_WORDS[sorted]}
                  >
                    {column.getCanSort() ? (
                      <button type="button" className="sort" onClick={column.getToggleSortingHandler()}>
                        {header}
                        <span aria-hidden="true" data-sorted={sorted} />
                      </button>
                    ) : (
                      header
                    )}
                  </th>
                );
              })}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map(({ id, original }) => (
            <tr key={id}>
              {columns.map((column) => (
                <td
                  key={column.id}
                  data-align={column.align}
                  data-lead={column.isLead}
                  data-wide={column.isWide}
                  data-name={column.header}
                >
                  {column.cell(original)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  );
}

function definitionOf<Row>({ id, sortBy }: Column<Row>): ColumnDef<Row> {
  if (sortBy === undefined) return { id, enableSorting: false };
  // What is not known is neither the least nor the most.
  return { id, accessorFn: (row) => sortBy(row) ?? undefined, sortUndefined: 'last' };
}

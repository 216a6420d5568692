import type { Page, PageQuery } from '../ports/page.ts';

const AT_ONCE = 200;

/** Every item of a list, page by page. */
export async function everyItem<Item>(read: (query: PageQuery) => Promise<Page<Item>>): Promise<readonly Item[]> {
  const items: Item[] = [];
  let after: string | null = null;
  do {
    const page: Page<Item> = await read({ limit: AT_ONCE, ...(after === null ? {} : { after }) });
    items.push(...page.items);
    after = page.next;
  } while (after !== null);
  return items;
}

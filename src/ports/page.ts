/** Which part of a list is wanted. */
export interface PageQuery {
  /** From this instant on, epoch ms. */
  readonly from?: number;
  /** Before this instant, epoch ms. */
  readonly to?: number;
  /** Default `newest_first`. */
  readonly order?: 'newest_first' | 'oldest_first';
  /** At most so many. Default 100, at most 1000. */
  readonly limit?: number;
  /** The {@link Page.next} of the page before, asked with the same query. */
  readonly after?: string;
}

/** One part of a list. What has the same instant stands in a fixed order, so that paging gives each entry once. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; `null` when this was the last. */
  readonly next: string | null;
}

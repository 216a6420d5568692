import { clientOrderIdOf, ID_ROLES, type IdRole, isUuid, readClientOrderId } from '../domain/client-order-id.ts';
import type { OrderRole } from '../domain/order-intent.ts';
import type { IdSource } from '../ports/id-source.ts';

/** Decisions whose attempts are counted; of older ones the registry tells which ids are taken. */
const REMEMBERED = 10_000;

export interface OrderNamesOptions {
  readonly ids: IdSource;
  /** Whether an order of that id is known. */
  readonly isTaken: (clientOrderId: string) => boolean;
  /** In a replay nobody reads an id without its order: what is drawn stays as it is. */
  readonly isReplay: boolean;
}

/**
 * Names orders: by the UUID of their decision, their role and an attempt that counts up. Orders without a decision, or of
 * one whose id is no UUID, draw a name of their own.
 */
export class OrderNames {
  readonly #ids: IdSource;
  readonly #isTaken: (clientOrderId: string) => boolean;
  readonly #isReplay: boolean;
  /** The newest attempt of each decision and role. */
  readonly #attempts = new Map<string, number>();

  constructor(options: OrderNamesOptions) {
    this.#ids = options.ids;
    this.#isTaken = options.isTaken;
    this.#isReplay = options.isReplay;
  }

  /** An id that no order had before, as far as this run knows. */
  next(role: OrderRole, decisionId: string | null): string {
    const part = partOf(role);
    if (decisionId === null || !isUuid(decisionId)) {
      return this.#isReplay ? this.#ids.next() : `${this.#ids.next()}${ID_ROLES[part]}`;
    }
    const key = `${decisionId.toLowerCase()}${ID_ROLES[part]}`;
    let attempt = this.#attempts.get(key) ?? 0;
    let id: string;
    do {
      attempt += 1;
      id = clientOrderIdOf({ uuid: decisionId, role: part, attempt });
    } while (this.#isTaken(id));
    this.#count(key, attempt);
    return id;
  }

  /** An id that a former run gave away: it is not given again. */
  met(clientOrderId: string): void {
    const parts = readClientOrderId(clientOrderId);
    if (parts === null) return;
    const key = `${parts.uuid}${ID_ROLES[parts.role]}`;
    this.#count(key, Math.max(this.#attempts.get(key) ?? 0, parts.attempt));
  }

  #count(key: string, attempt: number): void {
    this.#attempts.delete(key);
    this.#attempts.set(key, attempt);
    if (this.#attempts.size <= REMEMBERED) return;
    const [oldest] = this.#attempts.keys();
    if (oldest !== undefined) this.#attempts.delete(oldest);
  }
}

function partOf(role: OrderRole): IdRole {
  return role === 'liquidation' ? 'exit' : role;
}

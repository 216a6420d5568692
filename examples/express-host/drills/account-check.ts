import type { MockVenue } from '../src/host/mock-venue.ts';
import { type HostInDrill, until } from './host-in-drill.ts';
import { heldAt, heldBy, type Stage } from './stage.ts';

const PATIENCE_MS = 60_000;

/** Checks what has to hold of an account once nobody trades: what is under way gets its time to end. */
export async function checkAccount(stage: Stage, host: HostInDrill, exchange: MockVenue): Promise<void> {
  const agrees = await comesTrue(async () => heldBy(await host.portfolio()).join() === heldAt(exchange).join());
  stage.check('its positions are those of the exchange', agrees, heldAt(exchange).join(', ') || 'none');
  const naked = async () => (await host.portfolio()).positions.filter(({ protection }) => protection !== 'verified');
  const isProtected = await comesTrue(async () => (await naked()).length === 0);
  stage.check('every position has its stop', isProtected, (await naked()).map(({ instrument }) => instrument).join());
  const open = async () => (await host.orders()).filter(({ state }) => state === 'unresolved' || state === 'submitted');
  const areKnown = await comesTrue(async () => (await open()).length === 0);
  const orders = await host.orders();
  const left = (await open()).map(({ clientOrderId, state, role }) => `${role} ${clientOrderId} ${state}`);
  const found = [`${orders.length} orders`, ...left].join(', ');
  stage.check('every order has its end or is known to rest', areKnown, found);
  const ids = orders.map(({ clientOrderId }) => clientOrderId);
  stage.check('no order is there twice', new Set(ids).size === ids.length);
  const known = async () => new Set((await host.orders()).map(({ clientOrderId }) => clientOrderId));
  const sent = idsSent(exchange);
  const missing = async () => {
    const onRecord = await known();
    return sent.filter((id) => !onRecord.has(id));
  };
  const areWritten = await comesTrue(async () => (await missing()).length === 0);
  stage.check(
    'every order that was sent is on record',
    areWritten,
    [`${sent.length} sent`, ...(await missing())].join(),
  );
  const executed = (): number => exchange.mock.exchange.executions();
  const isWritten = await comesTrue(async () => new Set(await allFills(host)).size === executed());
  const fills = await allFills(host);
  stage.check('no execution is lost', isWritten, `${executed()} at the exchange, ${new Set(fills).size} on record`);
  stage.check('no execution is there twice', new Set(fills).size === fills.length);
}

/** Our ids of all orders that reached the exchange. */
export function idsSent({ mock }: MockVenue): readonly string[] {
  return mock.requests.flatMap(({ method, path, body }) => {
    if (method !== 'POST' || !path.endsWith('/trade/order')) return [];
    const { clOrdId }: { readonly clOrdId?: string } = JSON.parse(body);
    return clOrdId === undefined ? [] : [clOrdId];
  });
}

function comesTrue(holds: () => Promise<boolean>): Promise<boolean> {
  return until('hold', PATIENCE_MS, holds).then(
    () => true,
    () => false,
  );
}

async function allFills(host: HostInDrill): Promise<readonly string[]> {
  type Page = { items: readonly { instrument: string; fillId: string }[]; next: string | null };
  const found: string[] = [];
  let next: string | null = null;
  do {
    const after: string = next === null ? '' : `&after=${encodeURIComponent(next)}`;
    const page: Page = await host.read(`fills?limit=1000${after}`);
    found.push(...page.items.map(({ instrument, fillId }) => `${instrument} ${fillId}`));
    next = page.next;
  } while (next !== null);
  return found;
}

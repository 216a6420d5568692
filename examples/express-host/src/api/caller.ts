import { isIP } from 'node:net';
import { RequestError } from './problem.ts';

/** By which names the host is asked, and which other pages may ask it. */
export interface Callers {
  /** Beside `localhost` and addresses. */
  readonly names: readonly string[];
  /** Beside the host's own, as `https://bot.example`. */
  readonly origins: readonly string[];
}

const HOST = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_.-]+))(?::\d{1,5})?$/i;

/**
 * Refuses a name that is not ours: a page whose own name was pointed at this machine (DNS rebinding) is of the same origin
 * for its browser, and only the name gives it away. An address cannot be pointed elsewhere.
 */
export function refuseForeignName(host: string | undefined, { names }: Callers): void {
  const [, v6, name] = HOST.exec(host ?? '') ?? [];
  const asked = (v6 ?? name ?? '').toLowerCase();
  const isOurs = isIP(asked) !== 0 || asked === 'localhost' || asked.endsWith('.localhost') || names.includes(asked);
  if (!isOurs) {
    throw new RequestError('host/unknown_name', 'Ask by address or as localhost, or add the name to the host’s names.');
  }
}

/** Refuses a page of another origin. Who sends no `Origin` is no page: browsers send it with every change and socket. */
export function refuseForeignPage(
  { origin, host }: { readonly origin?: string | undefined; readonly host?: string | undefined },
  { origins }: Callers,
): void {
  if (origin === undefined) return;
  const own = [`http://${host}`, `https://${host}`];
  if (!own.includes(origin) && !origins.includes(origin)) {
    throw new RequestError('host/foreign_origin', 'A page of another origin may not do this.');
  }
}

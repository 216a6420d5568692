import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { redactor } from 'brokerkit/observability';
import { AccessToken, accessTokenIn } from './api/access-token.ts';
import { createApi } from './api/api.ts';
import type { HostSettings } from './config/host-settings.ts';
import { type HostDependencies, openHost } from './host/open-host.ts';

export interface ServeDependencies extends HostDependencies {
  /** The folder of the built dashboard; `null` where it was not built. */
  readonly dashboard: Promise<string | null> | string | null;
  /** What no answer may tell, whoever put it into an error. */
  readonly secrets?: readonly string[];
  /** A line for a person. */
  readonly say: (line: string) => void;
}

const LOOPBACK = /^(127\.|localhost$|::1$)/;

/** A host with its API, from the first request to the last. */
export interface Served {
  /** Base of everything, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Resolves when it trades or stands by. */
  readonly ready: Promise<void>;
  /** Answers what was asked, ends cycles and connections, and closes the database. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Opens the database, listens, and then begins to trade.
 *
 * @throws What keeps it from listening, and `ready` what keeps it from trading; nothing is left open then.
 */
export async function serve(settings: HostSettings, dependencies: ServeDependencies): Promise<Served> {
  const { clock, logger, say } = dependencies;
  const host = await openHost(settings, dependencies);
  try {
    const { token, fresh, file } = await tokenOf(settings);
    const dashboard = await dependencies.dashboard;
    const api = createApi(host, {
      ...{ token, reads: settings.reads, names: settings.names, origins: settings.origins, dashboard, logger },
      ...(settings.proxies.length === 0 ? {} : { proxies: settings.proxies }),
      version: packageVersion(),
      redact: redactor(dependencies.secrets).text,
      now: () => clock.now(),
    });
    const { url } = await api.listen({ port: settings.port, address: settings.host });
    say(`brokerkit host at ${url}${dashboard === null ? ' (no dashboard was built; /docs has the API)' : ''}`);
    if (settings.reads === 'open' && !LOOPBACK.test(settings.host)) {
      say('Whoever reaches this address reads the account, prompts and all: --reads token asks for the token.');
    }
    if (fresh !== null) {
      say(`Token for what changes state, shown this once${file === null ? '' : ` (its hash is in ${file})`}: ${fresh}`);
    }
    let stopping: Promise<void> | null = null;
    const stop = (): Promise<void> => {
      stopping ??= api.close().then(() => host.stop());
      return stopping;
    };
    const ready = host.start().then(
      () => {
        const { mode, venue } = host.runtimeMode();
        const { status } = host.health();
        if (status === 'standby') say('Another instance trades; this one stands by.');
        else if (status === 'starting')
          say(`Mode ${mode} could not be started yet and is tried again; /readyz says why.`);
        else say(`Trading in mode ${mode} on ${venue}.`);
        say(`Everything is kept in ${host.databaseName}.`);
      },
      async (error: unknown) => {
        await stop();
        throw error;
      },
    );
    return { url, ready, stop };
  } catch (error) {
    await host.stop();
    throw error;
  }
}

async function tokenOf({ accessToken, dataFolder }: HostSettings) {
  if (accessToken !== null) return { token: AccessToken.of(accessToken), fresh: null, file: null };
  if (dataFolder !== null) return accessTokenIn(dataFolder);
  const fresh = `bk_${randomBytes(32).toString('base64url')}`;
  return { token: AccessToken.of(fresh), fresh, file: null };
}

function packageVersion(): string {
  const about: { readonly version: string } = createRequire(import.meta.url)('brokerkit/package.json');
  return about.version;
}

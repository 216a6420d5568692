// One process, so that whoever stops npm stops the host: sources are read as they are, and `brokerkit` is this checkout.
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';

process.env.TSX_TSCONFIG_PATH ??= fileURLToPath(new URL('tsconfig.json', import.meta.url));
register();
await import('./start.ts');

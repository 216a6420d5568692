/** The host's own routes; a reverse proxy need not let them through. */
export const INTERNAL = '/internal/autotrade/v1';
/** What is fit for others. */
export const PUBLIC = '/api/autotrade/v1';
export const MARKET = '/api/market/v1';
export const LIVE_SOCKET = '/ws/market-data';

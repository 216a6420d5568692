import type { HostSettings } from './host-settings.ts';

/** The values that may stand in no log, no message and no trace. */
export function secretsOf(settings: HostSettings): readonly string[] {
  const { accessToken, alertWebhookUrl, databaseUrl, llm, okx } = settings;
  const key = llm.provider === 'deepseek' ? llm.apiKey : null;
  // Drivers speak of the password without its address.
  const password = databaseUrl === null ? null : decodeURIComponent(new URL(databaseUrl).password);
  const given = [
    accessToken,
    alertWebhookUrl,
    databaseUrl,
    password,
    key,
    okx?.apiKey,
    okx?.secretKey,
    okx?.passphrase,
  ];
  return given.filter((secret) => typeof secret === 'string');
}

import type { HostSettings } from './host-settings.ts';

/** The values that may stand in no log, no message and no trace. */
export function secretsOf(settings: HostSettings): readonly string[] {
  const { accessToken, alertWebhookUrl, databaseUrl, llm, okx } = settings;
  const key = llm.provider === 'deepseek' ? llm.apiKey : null;
  const given = [accessToken, alertWebhookUrl, databaseUrl, key, okx?.apiKey, okx?.secretKey, okx?.passphrase];
  return given.filter((secret) => typeof secret === 'string');
}

import type { LogLevel, RiskLimits } from 'brokerkit';
import type { Mode } from '../contract/index.ts';

/** The key of OKX demo trading, and where it is used. */
export interface OkxSettings {
  readonly apiKey: string;
  readonly secretKey: string;
  readonly passphrase: string;
  /** In place of OKX's own addresses. */
  readonly endpoints: { readonly rest: string; readonly ws: string } | null;
}

/** How OKX is asked; `null` as the broker has it. */
export interface OkxRequests {
  readonly perSecond: number | null;
  readonly retries: number | null;
  readonly timeoutMs: number | null;
}

/** Everything that a host is told, read from file, environment and flags. */
export interface HostSettings {
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
  readonly reads: 'open' | 'token';
  readonly names: readonly string[];
  readonly origins: readonly string[];
  readonly proxies: readonly string[];
  /** `null`: one of its own, made at the first start. */
  readonly accessToken: string | null;
  /** `null`: as it suits where the log goes. */
  readonly logLevel: LogLevel | null;
  /** Folder of the embedded database and of spools; `null` keeps everything in memory. */
  readonly dataFolder: string | null;
  /** Of a PostgreSQL server, in place of the embedded database. */
  readonly databaseUrl: string | null;
  /** How long the texts of prompts are kept. */
  readonly keepPromptsMs: number;
  /** Of a Slack-compatible webhook that is told of alerts; `null`: nobody is. */
  readonly alertWebhookUrl: string | null;
  /** What trades where no mode was ever chosen. */
  readonly initialMode: Mode;
  /** Goes to `initialMode` at this start, whatever was chosen before. */
  readonly isModeForced: boolean;
  readonly symbols: readonly string[];
  readonly intervalMs: number;
  readonly minConfidence: string;
  /** What models may cost a day; `null` without a bound. */
  readonly dailyBudgetUsd: string | null;
  readonly llm: LlmSettings;
  readonly risk: { readonly mode: 'enforce' | 'observe'; readonly limits: Partial<RiskLimits> };
  /** `null` without a key. */
  readonly okx: OkxSettings | null;
  readonly okxRequests: OkxRequests;
  /** Paper trades on a mock of OKX that this host starts. */
  readonly isMock: boolean;
  readonly simulator: { readonly balance: string; readonly seed: number };
  readonly failover: { readonly after: 'stay' | 'simulator'; readonly outageMs: number };
}

/** Which model decides. */
export type LlmSettings =
  | { readonly provider: 'scripted' }
  | {
      readonly provider: 'deepseek';
      readonly apiKey: string;
      readonly model: string | null;
      readonly temperature: number | null;
      readonly baseUrl: string | null;
    };

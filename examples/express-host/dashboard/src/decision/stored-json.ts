import { z } from 'zod';

/** What a host stores as JSON, read as far as this page shows it; whatever is of another form is shown as it is. */
const nullableText = z.string().nullish();

export const messages = z.array(
  z.object({
    role: z.string(),
    content: z.string(),
    reasoning: nullableText,
    toolCalls: z.array(z.object({ name: z.string(), arguments: z.string() })).nullish(),
  }),
);

export const findings = z.array(
  z.object({
    rule: z.string(),
    effect: z.enum(['refuse', 'clamp', 'flag']),
    message: z.string(),
    figures: z.record(z.string(), z.string()),
    before: nullableText,
    after: nullableText,
  }),
);
export type Finding = z.infer<typeof findings>[number];

export const proposal = z.object({
  size: z.object({ unit: z.string(), value: z.string() }).nullish(),
  leverage: nullableText,
  limit: nullableText,
  stop: nullableText,
  target: nullableText,
  proposedTrade: nullableText,
  riskThesis: nullableText,
  maxPain: nullableText,
  recoveryPlan: nullableText,
  setup: nullableText,
});

export const usage = z.object({
  inputTokens: z.number().nullish(),
  cachedInputTokens: z.number().nullish(),
  outputTokens: z.number().nullish(),
  reasoningTokens: z.number().nullish(),
});

export const repairs = z.array(z.object({ kind: z.string(), found: z.string() }));

import { z } from 'zod';

/** What a request that failed is answered with: problem details, RFC 9457, as `application/problem+json`. */
export const problem = z
  .object({
    type: z.string().meta({ description: 'Where the code is explained.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What happened and what to do, for a person.' }),
    instance: z.string().meta({ description: 'The path that was asked.' }),
    code: z.string().meta({ description: 'Such as `host/unauthorized`, or a code of brokerkit.' }),
    requestId: z.string(),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'The fields that could not be used.' }),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problem>;

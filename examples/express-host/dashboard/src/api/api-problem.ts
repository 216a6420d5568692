/** A request that came to nothing, in a sentence for a person. */
export class ApiProblem extends Error {
  /** Such as `host/unauthorized`; `page/…` where this page itself found it. */
  readonly code: string;
  readonly status: number | null;
  readonly requestId: string | null;

  constructor(
    message: string,
    about: { readonly code: string; readonly status?: number; readonly requestId?: string; readonly cause?: unknown },
  ) {
    super(message, { cause: about.cause });
    this.name = 'ApiProblem';
    this.code = about.code;
    this.status = about.status ?? null;
    this.requestId = about.requestId ?? null;
  }
}

export function sentenceOf(error: unknown): string {
  if (error instanceof ApiProblem) return error.message;
  return error instanceof Error ? `Something went wrong in this page: ${error.message}` : 'Something went wrong.';
}

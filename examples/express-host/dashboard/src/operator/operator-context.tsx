import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { z } from 'zod';
import { ApiProblem } from '../api/api-problem.ts';
import { ask } from '../api/ask.ts';
import { forgetToken, readName, readToken } from './operator-token.ts';
import { TokenDialog } from './token-dialog.tsx';

/** Thrown where the operator was asked for the token and gave none. */
export class NotGiven extends Error {}

type SendCommand = <Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  command: { readonly method: 'POST' | 'PATCH'; readonly body: Readonly<Record<string, unknown>> },
) => Promise<z.infer<Schema>>;

const OperatorContext = createContext<SendCommand | null>(null);

interface Question {
  readonly refusal: string | null;
  readonly answer: (token: string | null) => void;
}

const REFUSED = 'The host refused this token. It was printed when the host was first started.';
/** Who gave no token for reading is not asked at every read. */
const ASK_AGAIN_MS = 60_000;

/** Sends what changes the host, with the operator's token; asks for it when it is first needed, or was refused. */
export function OperatorProvider({ children }: { readonly children: ReactNode }) {
  const [question, setQuestion] = useState<Question | null>(null);
  const asked = useRef<Promise<string | null> | null>(null);
  const askForToken = useMemo(
    () => (refusal: string | null) => {
      asked.current ??= new Promise<string | null>((resolve) => {
        setQuestion({ refusal, answer: resolve });
      }).finally(() => {
        asked.current = null;
        setQuestion(null);
      });
      return asked.current;
    },
    [],
  );
  useTokenForReading(askForToken);

  const send = useMemo((): SendCommand => {
    return async (schema, path, { method, body }) => {
      let refusal: string | null = null;
      for (;;) {
        const token: string | null = readToken() ?? (await askForToken(refusal));
        if (token === null) throw new NotGiven('No token was given.');
        const by = readName();
        try {
          return await ask(schema, path, { token, command: { method, body: by === '' ? body : { ...body, by } } });
        } catch (error) {
          if (!isUnauthorized(error)) throw error;
          forgetToken();
          refusal = REFUSED;
        }
      }
    };
  }, [askForToken]);

  return (
    <OperatorContext value={send}>
      {children}
      {question !== null && <TokenDialog refusal={question.refusal} onAnswer={question.answer} />}
    </OperatorContext>
  );
}

/** A host may want its token for reading too. */
function useTokenForReading(askForToken: (refusal: string | null) => Promise<string | null>): void {
  const client = useQueryClient();
  useEffect(() => {
    let notBefore = 0;
    return client.getQueryCache().subscribe((event) => {
      if (event.type !== 'updated' || event.action.type !== 'error' || !isUnauthorized(event.action.error)) return;
      if (Date.now() < notBefore) return;
      notBefore = Date.now() + ASK_AGAIN_MS;
      const refusal = readToken() === null ? null : REFUSED;
      forgetToken();
      void askForToken(refusal).then((token) => {
        if (token === null) return;
        notBefore = 0;
        void client.invalidateQueries();
      });
    });
  }, [client, askForToken]);
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 401;
}

export function useSend(): SendCommand {
  const send = useContext(OperatorContext);
  if (send === null) throw new Error('There is no OperatorProvider above.');
  return send;
}

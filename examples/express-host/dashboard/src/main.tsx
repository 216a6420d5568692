import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { ApiProblem } from './api/api-problem.ts';
import { App } from './app.tsx';
import { LiveProvider } from './live/live-context.tsx';
import { OperatorProvider } from './operator/operator-context.tsx';
import { NoticesProvider } from './parts/notices.tsx';
import './styles/index.css';

// Schemas are otherwise compiled with `Function`, which the page's policy forbids.
z.config({ jitless: true });

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What the host has refused it refuses again, unless something was away that comes back.
      retry: (failures, error) => failures < 2 && !(error instanceof ApiProblem && ![null, 503].includes(error.status)),
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');
createRoot(root).render(
  <QueryClientProvider client={client}>
    <NoticesProvider>
      <OperatorProvider>
        <LiveProvider>
          <App />
        </LiveProvider>
      </OperatorProvider>
    </NoticesProvider>
  </QueryClientProvider>,
);

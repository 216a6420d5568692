import { http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll } from 'vitest';
import { mockDeepSeekHandlers } from '../../../src/testing/mock-deepseek/mock-deepseek-handlers.ts';
import { describeCycleOverHttp } from './describe-cycle-over-http.ts';

const server = setupServer();

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterAll(() => server.close());

describeCycleOverHttp('a cycle that asks DeepSeek at its real address, answered by msw, and trades in the simulator', {
  venue: 'simulated',
  wire: async (mock) => {
    server.resetHandlers(...mockDeepSeekHandlers(mock, http));
    return {};
  },
});

import { expect, it } from 'vitest';
import { apiPage } from './builders/api-page.ts';

it('the page of the API is what the table of routes says', async () => {
  await expect(apiPage()).toMatchFileSnapshot('../../docs/api.md');
});

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OrderView, PortfolioView, RuntimeModeView } from '../../examples/express-host/src/contract/index.ts';
import { HeldLine } from './builders/a-held-line.ts';
import { TOKEN } from './builders/a-host-process.ts';
import { ReturningHost } from './builders/a-returning-host.ts';

const VIEWS = ['overview', 'decisions', 'trades', 'model', 'operations'] as const;
const SCREENS = [
  [1600, 'light'],
  [1600, 'dark'],
  [390, 'light'],
  [390, 'dark'],
] as const;
const PATIENCE = 15_000;

let browser: Browser;
let axe: string;
let context: BrowserContext;
let page: Page;
/** What the page complained about, refused resources and its policy's violations included. */
let complaints: string[];

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
});

afterAll(async () => {
  await browser.close();
});

afterEach(async () => {
  await context.close();
});

interface Screen {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  /** What has to be in place before the page asks for anything. */
  readonly before?: () => Promise<unknown>;
}

async function open(url: string, screen: Screen = {}): Promise<void> {
  context = await browser.newContext({
    viewport: { width: screen.width ?? 1280, height: 900 },
    colorScheme: screen.scheme ?? 'light',
    // Colours are judged as they stay, and not as they fade in.
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE);
  page = await context.newPage();
  complaints = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await screen.before?.();
  await page.goto(url);
}

/** What the host would answer to a read, from now on. */
async function answer(path: string, status: number, body: object): Promise<void> {
  await page.route(`**/internal/autotrade/v1/${path}`, (route) => route.fulfill({ status, json: body }));
}

function button(name: string | RegExp) {
  return page.getByRole('button', { name });
}

async function giveToken(token = TOKEN): Promise<void> {
  await page.getByLabel('Token', { exact: true }).fill(token);
  await button('Continue').click();
}

async function isLive(): Promise<void> {
  await page.getByText('Connected', { exact: true }).waitFor();
}

/** What axe finds that keeps somebody from using the page. */
async function seriousFindings(): Promise<string[]> {
  await page.evaluate(axe);
  const text: string = await page.evaluate('axe.run().then((found) => JSON.stringify(found.violations))');
  const violations: { id: string; impact: string; nodes: { html: string }[] }[] = JSON.parse(text);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

describe('the dashboard of a host', () => {
  let host: ReturningHost;

  beforeAll(async () => {
    // One cycle at the start, which decides something; the others are asked for.
    host = await ReturningHost.start('--mock', '--interval', '60');
    await host.process.ask('POST', 'scheduler/trigger', {});
  });

  afterAll(async () => {
    await host[Symbol.asyncDispose]();
  });

  beforeEach(async () => {
    // Only what has to be changed is: an address may change something sixty times a minute.
    const { mode, tradingPaused } = await host.process.read<RuntimeModeView>('runtime-mode');
    const why = 'another test begins';
    if (tradingPaused) await host.process.ask('POST', 'scheduler/resume', { why });
    if (mode !== 'simulator') {
      await host.process.ask('PATCH', 'runtime-mode', { mode: 'simulator', why, openPositions: 'keep' });
    }
  });

  describe.each(SCREENS)('at %i px in %s', (width, scheme) => {
    it.each(VIEWS)(
      'shows %s without a complaint, without scrolling sideways, and axe finds nothing serious',
      async (view) => {
        await open(`${host.url}/#/${view}`, { width, scheme });
        await isLive();
        await page.getByRole('main').getByRole('heading', { level: 2 }).first().waitFor();
        await expect.poll(() => page.locator('[aria-busy]').count(), { timeout: PATIENCE }).toBe(0);
        const findings = await seriousFindings();
        const beyond = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
        expect({ findings, beyond, complaints }).toEqual({ findings: [], beyond: 0, complaints: [] });
      },
    );

    it('shows a decision without a complaint, and axe finds nothing serious', async () => {
      await open(`${host.url}/#/decisions`, { width, scheme });
      await page.getByRole('table').getByRole('link').first().click();
      await page.getByRole('dialog').getByText('The thought behind it').waitFor();
      expect({ findings: await seriousFindings(), complaints }).toEqual({ findings: [], complaints: [] });
    });

    it('asks for a mode in a dialog in which axe finds nothing serious', async () => {
      await open(host.url, { width, scheme });
      await button(/Trading mode/).click();
      await page.getByRole('radio', { name: /Paper/ }).check();
      expect(await seriousFindings()).toEqual([]);
    });
  });

  it('runs a cycle when it is asked to, and shows what was decided', async () => {
    await open(`${host.url}/#/decisions`);
    const before = await decisionsOnPage();
    await button('Run a cycle').click();
    await giveToken();
    await page.getByText(/The cycle completed with \d/).waitFor();
    await expect.poll(decisionsOnPage, { timeout: PATIENCE }).not.toEqual(before);
  });

  it('says that a token is wrong, and goes on with the right one', async () => {
    await open(host.url);
    await button('Run a cycle').click();
    await giveToken('not the token');
    await page
      .getByRole('alert')
      .getByText(/refused this token/)
      .waitFor();
    await giveToken();
    await page.getByText(/The cycle completed/).waitFor();
  });

  it('keeps the token for the tab only, and out of the address', async () => {
    await open(host.url);
    await button('Run a cycle').click();
    await giveToken();
    await page.getByText(/The cycle completed/).waitFor();
    const kept = await page.evaluate('[JSON.stringify({ ...localStorage }), document.cookie, location.href].join(" ")');
    expect(kept).not.toContain(TOKEN);
  });

  it('does nothing where no token is given', async () => {
    await open(host.url);
    await button('Pause').click();
    await button('Pause trading').click();
    await page.getByLabel('Token', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByLabel('Token', { exact: true }).waitFor({ state: 'detached' });
    expect(await host.process.read('runtime-mode')).toMatchObject({ tradingPaused: false });
  });

  it('opens a decision from its row, and again from its address', async () => {
    await open(`${host.url}/#/decisions`);
    await page.getByRole('table').getByRole('link').first().click();
    await page.getByRole('dialog').getByText('The thought behind it').waitFor();
    const address = page.url();
    await page.reload();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('Prompt, system').click();
    const told = await drawer.innerText();
    expect({
      isSame: page.url() === address,
      hasReply: told.includes('"decisions"'),
      hasVerdict: /Verdict/.test(told),
    }).toEqual({
      isSame: true,
      hasReply: true,
      hasVerdict: true,
    });
  });

  it('says where an address names a decision that there is not', async () => {
    await open(`${host.url}/#/overview/decision/nothing-like-it`);
    await page.getByText('There is no decision nothing-like-it in the mode that runs.').waitFor();
  });

  it('gives the focus back to what opened a dialog that Escape closes', async () => {
    await open(host.url);
    await button('Kill switch').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Kill switch' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Kill switch');
  });

  it('shows live trading as locked, and why', async () => {
    await open(host.url);
    await button(/Trading mode/).click();
    const live = page.getByRole('radio', { name: /Live trading/ });
    expect({ isOpen: await live.isEnabled(), why: await descriptionOf(live) }).toEqual({
      isOpen: false,
      why: expect.stringMatching(/lock|release/i),
    });
  });

  it('changes to paper trading with a reason, and says that it is a mock', async () => {
    await open(host.url);
    await button(/Trading mode/).click();
    await page.getByRole('radio', { name: /Paper/ }).check();
    await page.getByRole('radio', { name: /Keep them/ }).check();
    await page.getByLabel('Reason').fill('a first day on the demo');
    await button('Switch to Paper trading').click();
    await giveToken();
    await page.getByText('Paper trading runs on a mock of OKX on this machine', { exact: false }).waitFor();
    expect(await host.process.read('runtime-mode')).toMatchObject({ mode: 'paper' });
  });

  it('pauses and resumes, and says by whom and why', async () => {
    await open(host.url);
    await button('Pause').click();
    await page.getByLabel('Reason').fill('lunch');
    await button('Pause trading').click();
    await page.getByLabel('Token', { exact: true }).fill(TOKEN);
    await page.getByLabel(/Your name/).fill('ann');
    await button('Continue').click();
    await page.getByText(/By ann at .*: lunch/).waitFor();
    await button('Resume').click();
    await button('Resume trading').click();
    await page.getByText('Trading goes on.').waitFor();
    expect(await host.process.read('runtime-mode')).toMatchObject({ tradingPaused: false });
  });

  it('stops trading in two steps, and says what became of orders and positions', async () => {
    await open(host.url);
    await button('Kill switch').click();
    await page.getByRole('radio', { name: /Flatten/ }).check();
    await page.getByLabel('Reason').fill('enough for today');
    await button('Continue').click();
    await page.getByText('Step 2 of 2', { exact: false }).waitFor();
    await button('Stop trading now').click();
    await giveToken();
    await page.getByRole('dialog', { name: 'Trading is stopped' }).waitFor();
    expect(await host.process.read('portfolio')).toMatchObject({ positions: [] });
  });

  it('remembers a theme that is not the system’s', async () => {
    await open(host.url, { scheme: 'light' });
    await button('Use the dark theme').click();
    await page.reload();
    expect(await button('Use the light theme').isVisible()).toBe(true);
  });

  it('names the mode and the view in the title of the tab', async () => {
    await open(`${host.url}/#/decisions`);
    await expect.poll(() => page.title(), { timeout: PATIENCE }).toBe('Simulator · Decisions · brokerkit');
  });

  it('says of when a list is that cannot be read again', async () => {
    await open(`${host.url}/#/operations`);
    await page.getByRole('table', { name: 'Audit log' }).waitFor();
    await answer('audit?*', 503, {});
    await host.process.ask('POST', 'scheduler/pause', { why: 'something for the audit log' });
    await page.getByText(/^As of .*: it could not be read again/).waitFor();
  });

  it('shows as much at stake in a short as in a long', async () => {
    const item = { at: 1, instrument: 'BTC-USDT-SWAP', isBreached: false, message: '' };
    const loss = { statedMaxLoss: null, actualMaxLoss: null };
    const exposure = { statedExposureFraction: '-0.3', actualExposureFraction: '-0.29' };
    await open(`${host.url}/#/model`, {
      before: () => answer('exposure', 200, { items: [{ decision_log_id: 'a', ...item, ...loss, ...exposure }] }),
    });
    await page.getByRole('table', { name: /exposure/ }).waitFor();
    expect(await page.evaluate('[...document.querySelectorAll("td meter")].map(({ value }) => value)')).toEqual([
      0.3, 0.29,
    ]);
  });

  it('counts no stop among the orders that the kill switch cancels', async () => {
    const portfolio = await host.process.read<PortfolioView>('portfolio');
    await open(host.url, {
      async before() {
        await HeldLine.of(page);
        await answer('portfolio', 200, { ...portfolio, openOrders: [anOrder('open'), anOrder('reduce_only')] });
      },
    });
    await page.getByRole('table', { name: /Open orders/ }).waitFor();
    await button('Kill switch').click();
    await page.getByLabel('Reason').fill('enough for today');
    await button('Continue').click();
    await page.getByText('Entries that rest are canceled: 1 order now.').waitFor();
  });

  it('shows nothing of a mode that was left, though the new one cannot be read', async () => {
    const runtimeMode = await host.process.read<RuntimeModeView>('runtime-mode');
    let line: HeldLine | undefined;
    await open(`${host.url}/#/decisions`, {
      async before() {
        line = await HeldLine.of(page);
      },
    });
    await page.getByRole('table').getByRole('link').first().waitFor();
    await answer('decisions?*', 503, {});
    line?.tell({ type: 'runtime_mode', runtimeMode: { ...runtimeMode, mode: 'paper' } });
    await button('Read again').waitFor();
    expect(await decisionsOnPage()).toEqual([]);
  });

  it('says that a command without an answer may have been done', async () => {
    await open(host.url, { before: () => page.route('**/scheduler/trigger', (route) => route.abort()) });
    await button('Run a cycle').click();
    await giveToken();
    await page.getByText(/Whether it was done is not known/).waitFor();
  });

  it('keeps in sight on a phone that it is disconnected', async () => {
    let line: HeldLine | undefined;
    await open(host.url, {
      width: 390,
      async before() {
        line = await HeldLine.of(page);
      },
    });
    await isLive();
    await page.getByRole('heading', { name: 'Latest decisions' }).waitFor();
    await line?.cut();
    const banner = page.getByText('Disconnected.', { exact: true });
    await banner.waitFor();
    await page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
    await expect.poll(async () => (await banner.boundingBox())?.y, { timeout: PATIENCE }).toBeGreaterThanOrEqual(0);
  });

  it('leaves a dialog open where a selection ends beside it, and closes it at a click there', async () => {
    await open(host.url);
    await button('Kill switch').click();
    const reason = page.getByLabel('Reason');
    await reason.fill('a sentence that is selected');
    await reason.hover();
    await page.mouse.down();
    await page.mouse.move(20, 400);
    await page.mouse.up();
    const kept = await reason.inputValue();
    await page.mouse.click(20, 400);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(kept).toBe('a sentence that is selected');
  });

  function decisionsOnPage(): Promise<readonly string[]> {
    return page.evaluate('[...document.querySelectorAll("main table a")].map((link) => link.href)');
  }
});

describe('a dashboard whose host goes away', () => {
  let host: ReturningHost;

  beforeEach(async () => {
    host = await ReturningHost.start('--interval', '60');
    await open(host.url);
    await isLive();
  });

  afterEach(async () => {
    await host[Symbol.asyncDispose]();
  });

  it('says that it is disconnected and how old its data are, and is live again with the host', async () => {
    await host.process.kill();
    await page.getByText(/last heard at .* ago/).waitFor();
    await host.comeBack();
    await isLive();
    await page.getByText('Disconnected', { exact: false }).first().waitFor({ state: 'detached' });
  });

  it('notices a host that keeps the connection and says nothing', async () => {
    host.process.freeze();
    await page.getByText(/last heard at .* ago/).waitFor({ timeout: 45_000 });
    host.process.thaw();
    await isLive();
  });
});

/** What a screen reader says of a control after its name. */
async function descriptionOf(control: Locator): Promise<string> {
  const id = await control.getAttribute('aria-describedby');
  return page.locator(`[id="${id}"]`).innerText();
}

/** An order that rests, as the portfolio tells it. */
function anOrder(effect: 'open' | 'reduce_only'): OrderView {
  const isEntry = effect === 'open';
  return {
    ...{ clientOrderId: effect, venueOrderId: effect, decision_log_id: null, parentClientOrderId: null },
    ...{ instrument: 'BTC-USDT-SWAP', marginMode: 'cross', side: isEntry ? 'buy' : 'sell' },
    ...{ type: isEntry ? 'limit' : 'stop_market', effect, role: isEntry ? 'entry' : 'stop_loss', state: 'accepted' },
    ...{ quantity: '0.1', filledQuantity: '0', averagePrice: null, fee: '0', feeCurrency: 'USDT' },
    ...{ limitPrice: isEntry ? '60000' : null, triggerPrice: isEntry ? null : '59000' },
    ...{ reason: null, message: null, figures: {}, createdAt: 1, updatedAt: 1 },
  };
}

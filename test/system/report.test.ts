import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeReport } from '../../src/backtest/report/write-report.ts';
import { aBusyRun } from '../unit/backtest/builders/a-busy-run.ts';
import { aResult } from '../unit/backtest/builders/a-run-record.ts';

const PLANTED = '<script>window.planted = true</script><img src=x onerror="window.planted = true">';

interface Opened {
  readonly page: Page;
  /** What the page complained about. */
  readonly complaints: string[];
  /** Requests for anything but the page itself. */
  readonly requests: string[];
}

let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brokerkit-report-'));
  await writeReport(aBusyRun({ bars: 20_000, reason: PLANTED }), join(folder, 'busy.html'));
  await writeReport(aResult(), join(folder, 'idle.html'));
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

async function open(name: string, width: number, colorScheme: 'light' | 'dark' = 'light'): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(join(folder, name)).href);
  return { page, complaints, requests: requests.slice(1) };
}

function textOf(page: Page, selector: string): Promise<string> {
  return page.locator(selector).innerText();
}

/** Colours that occur in a canvas; an empty one has a single transparent one. */
function coloursOf(page: Page, selector: string): Promise<number> {
  return page.evaluate(`(() => {
    const canvas = document.querySelector(${JSON.stringify(selector)});
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  })()`);
}

async function drawn(page: Page): Promise<void> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}

describe.each([
  [1600, 'light'],
  [1600, 'dark'],
  [390, 'light'],
  [390, 'dark'],
] as const)('the report at %i px in %s', (width, scheme) => {
  it('opens without a complaint', async () => {
    const { page, complaints } = await open('busy.html', width, scheme);
    await drawn(page);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('does not scroll sideways', async () => {
    const { page } = await open('busy.html', width, scheme);
    const beyond = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
    expect(beyond).toBe(0);
    await page.close();
  });

  it('draws both charts', async () => {
    const { page } = await open('busy.html', width, scheme);
    await drawn(page);
    const colours = [await coloursOf(page, '#equity-chart canvas'), await coloursOf(page, '#price-chart canvas')];
    expect(colours.every((count) => count > 20)).toBe(true);
    await page.close();
  });

  it('has text that stands out from its ground', async () => {
    const { page } = await open('busy.html', width, scheme);
    const ratio = await page.evaluate(`(() => {
      const light = (text) => {
        const [r, g, b] = text.match(/[\\d.]+/g).slice(0, 3).map((part) => {
          const value = Number(part) / 255;
          return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const ground = light(getComputedStyle(document.querySelector('.tile')).backgroundColor);
      return Math.min(...['.tile dt', '.tile dd', '.gain', '.loss'].map((selector) => {
        const ink = light(getComputedStyle(document.querySelector(selector)).color);
        return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
      }));
    })()`);
    expect(ratio).toBeGreaterThanOrEqual(4.5);
    await page.close();
  });
});

describe('the report in the hands of a reader', () => {
  it('asks the network for nothing', async () => {
    const { page, requests } = await open('busy.html', 1600);
    await drawn(page);
    expect(requests).toEqual([]);
    await page.close();
  });

  it('sorts the trades by the column that is pressed', async () => {
    const { page } = await open('busy.html', 1600);
    await page.getByRole('button', { name: 'Net', exact: true }).click();
    const nets = await page.locator('#trades tbody tr.row td:last-child').allInnerTexts();
    const numbers = nets.map((text) => Number(text.replace('−', '-').replace(',', '')));
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    await page.close();
  });

  it('tells in which order the trades are', async () => {
    const { page } = await open('busy.html', 1600);
    await page.getByRole('button', { name: 'Net', exact: true }).click();
    await page.getByRole('button', { name: 'Net', exact: true }).click();
    expect(await page.locator('#trades th[aria-sort]').getAttribute('aria-sort')).toBe('ascending');
    await page.close();
  });

  it('shows the values under the pointer', async () => {
    const { page } = await open('busy.html', 1600);
    const before = await textOf(page, '#price-readout');
    const canvas = page.locator('#price-chart canvas');
    await canvas.scrollIntoViewIfNeeded();
    await canvas.hover({ position: { x: 300, y: 150 } });
    await drawn(page);
    const after = await textOf(page, '#price-readout');
    expect(after !== before && /O\s+[\d,.]+\s+H\s+[\d,.]+\s+L\s+[\d,.]+\s+C\s+[\d,.]+/.test(after)).toBe(true);
    await page.close();
  });

  it('moves the reading by the arrow keys', async () => {
    const { page } = await open('busy.html', 1600);
    await page.locator('#equity-chart canvas').focus();
    await page.keyboard.press('Home');
    await drawn(page);
    const first = await textOf(page, '#equity-readout');
    await page.keyboard.press('Shift+ArrowRight');
    await drawn(page);
    expect(await textOf(page, '#equity-readout')).not.toBe(first);
    await page.close();
  });

  it('opens a trade by the keyboard and gives its reasons as text', async () => {
    const { page } = await open('busy.html', 390);
    await page.locator('#trades .open').first().focus();
    await page.keyboard.press('Enter');
    expect(await textOf(page, '#trades tr.detail')).toContain(PLANTED);
    await page.close();
  });

  it('runs nothing that a reason planted', async () => {
    const { page } = await open('busy.html', 1600);
    await page.locator('#trades .open').first().click();
    await drawn(page);
    expect(await page.evaluate('window.planted')).toBeUndefined();
    await page.close();
  });

  it('finds a trade in the chart', async () => {
    const { page, complaints } = await open('busy.html', 1600);
    await page.locator('#trades .open').first().click();
    await page.getByRole('button', { name: 'Show in the chart' }).click();
    await drawn(page);
    expect([complaints, await textOf(page, '#price-readout')]).toEqual([[], expect.stringContaining('Trade 176')]);
    await page.close();
  });

  it('narrows the list to the trades that were lost', async () => {
    const { page } = await open('busy.html', 1600);
    await page.getByLabel('Outcome').selectOption('lost');
    const nets = await page.locator('#trades tbody tr.row td:last-child').allInnerTexts();
    expect(nets.length > 0 && nets.every((text) => text.startsWith('−'))).toBe(true);
    await page.close();
  });

  it('opens a run in which nothing happened without a complaint', async () => {
    const { page, complaints } = await open('idle.html', 390);
    await drawn(page);
    expect([complaints, await page.locator('#trades-none').isVisible()]).toEqual([[], true]);
    await page.close();
  });
});

import type { Page, WebSocketRoute } from 'playwright-core';

/** The line on which a page hears its host, in the hands of a test: it carries only what the test tells. */
export class HeldLine {
  #socket: WebSocketRoute | null = null;
  #isCut = false;
  #seq = 0;

  /** Of a page that has not been opened yet. */
  static async of(page: Page): Promise<HeldLine> {
    const line = new HeldLine();
    await page.routeWebSocket(/\/ws\/market-data/, (socket) => line.#take(socket));
    return line;
  }

  tell(news: Readonly<Record<string, unknown>>): void {
    this.#seq += 1;
    this.#socket?.send(JSON.stringify({ ...news, seq: this.#seq, at: Date.now() }));
  }

  /** Ends it, and does not let the page come back. */
  async cut(): Promise<void> {
    this.#isCut = true;
    await this.#socket?.close();
  }

  #take(socket: WebSocketRoute): void {
    if (this.#isCut) {
      void socket.close();
      return;
    }
    this.#socket = socket;
    const hello = { type: 'hello', run: 'of a test', seq: this.#seq, isResumed: false, at: Date.now() };
    socket.send(JSON.stringify(hello));
  }
}

const WAIT_MS = 2_000;

/** Loads a part of the page, again and again while the host is away: what is open stays open meanwhile. */
export async function untilLoaded<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    }
  }
}

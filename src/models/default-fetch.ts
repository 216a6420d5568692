/** Sends one HTTP request: what `fetch` is to a model's client. */
export type ModelFetch = (url: string, init: RequestInit) => Promise<Response>;

/** The platform's `fetch`, looked up when it is called. */
export const defaultFetch: ModelFetch = (url, init) => fetch(url, init);

import { join } from 'node:path';
import express, { type RequestHandler, Router } from 'express';

/** The files of the dashboard; a path that a browser shows as a page gets its entry, whatever the page calls it. */
export function dashboardFrom(folder: string): Router {
  const router = Router();
  router.use(express.static(folder, { setHeaders: (response, path) => response.set('Cache-Control', lifeOf(path)) }));
  router.use(entryOf(folder));
  return router;
}

/** Vite names what it bundles by its content. */
function lifeOf(path: string): string {
  return /[/\\]assets[/\\]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
}

function entryOf(folder: string): RequestHandler {
  return (request, response, next) => {
    const isPage =
      (request.method === 'GET' || request.method === 'HEAD') && request.accepts(['json', 'html']) === 'html';
    if (!isPage || /^\/(api|internal|ws)\/|\.\w+$/.test(request.path)) return next();
    response.set('Cache-Control', 'no-cache').sendFile(join(folder, 'index.html'), (error) => {
      if (error !== undefined && !response.headersSent) next();
    });
  };
}

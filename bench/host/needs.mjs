// Loaded into the host before anything else, run with --expose-gc: collects, and tells what it needs, when it is asked.
process.on('message', (asked) => {
  if (asked !== 'needs') return;
  globalThis.gc();
  const { heapUsed, rss } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  process.send({ heapUsed, rss, cpuMs: (user + system) / 1000, uptimeMs: process.uptime() * 1000 });
});
// The host ends when it is told to, not when nobody asks any more.
process.channel?.unref();

/**
 * Keeps the process alive while something waits.
 *
 * The timers of a `Clock` do not, and a request that waits for its turn has no socket yet: without this a script that
 * awaits nothing else would end in the middle, without an error.
 */
export class KeepAlive {
  #port: InstanceType<typeof MessageChannel>['port1'] | null = null;
  #waiting = 0;

  begin(): void {
    this.#port ??= new MessageChannel().port1;
    if (this.#waiting++ === 0) this.#port.ref();
  }

  end(): void {
    if (--this.#waiting === 0) this.#port?.unref();
  }

  close(): void {
    this.#port?.close();
    this.#port = null;
  }
}

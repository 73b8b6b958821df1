/** What a server says that will be able to do later what it cannot do now. */
const LATER = /^(OOM|MISCONF|LOADING|READONLY|BUSY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN)\b|closed|timeout|ECONN|EPIPE/i;
/** Milliseconds until it is asked again. */
const PAUSE = 250;

/** Whether an error of the server or the way to it passes by itself: a full server, one that reads its file. */
export const passes = (error: unknown): boolean => LATER.test((error as Error).message);

/**
 * Does what the server may be unable to do for a while, until it is done; `told` hears of each failure and may do something
 * about it. Throws what does not pass, and the last failure where `goesOn` says no.
 */
export async function patiently<T>(
  work: () => Promise<T>,
  goesOn: () => boolean,
  told: (error: Error) => unknown = () => undefined,
): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!passes(error) || !goesOn()) throw error;
      await told(error as Error);
      await new Promise((resolve) => setTimeout(resolve, PAUSE * (1 + Math.random())));
    }
  }
}

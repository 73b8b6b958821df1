import type { EvaluateOptions } from "./inputs.ts";

/**
 * Options for an evaluation that may have to be begun anew: it tells the same things in the same order, and what was told
 * before is not told again.
 */
export function told(options: EvaluateOptions): { again(): EvaluateOptions } {
  const attempts: { heard: number }[] = [];
  const once = <A extends readonly unknown[]>(tell: (...args: A) => void): ((...args: A) => void) => {
    const attempt = { heard: 0 };
    let known = 0;
    attempts.push(attempt);
    return (...args) => {
      if (++attempt.heard <= known) return;
      known = attempt.heard;
      tell(...args);
    };
  };
  const { recorder, repeat, onGeneration, onBlock, onProgress } = options;
  const wrapped: EvaluateOptions = {
    ...options,
    ...(recorder && {
      recorder: {
        begin: once((manifest) => recorder.begin(manifest)),
        block: once((record) => recorder.block(record)),
        generation: once((record, checkpoint) => recorder.generation(record, checkpoint)),
        end: once((measurement) => recorder.end(measurement)),
      },
    }),
    ...(repeat && {
      repeat: {
        generation: once((record, checkpoint) => repeat.generation(record, checkpoint)),
        finish: () => repeat.finish(),
      },
    }),
    ...(onGeneration && { onGeneration: once(onGeneration) }),
    ...(onBlock && { onBlock: once(onBlock) }),
    ...(onProgress && { onProgress: once(onProgress) }),
  };
  return {
    again() {
      for (const attempt of attempts) attempt.heard = 0;
      return wrapped;
    },
  };
}

import { type Fault, InputError } from "../core/errors/errors.ts";
import type { Process } from "./process.ts";
import { readSeries, type Series } from "./series.ts";
import type { Uncertain } from "./uncertain.ts";

/** A series that was recorded elsewhere, and how fast it is played. */
export interface RecordedOptions {
  /** A .csv file with a header, or a .json array. A string is relative to the working directory. */
  readonly file: string | URL;
  /** Name, or index from 0; may be left out where there is one column only. */
  readonly column?: string | number;
  /** Blocks from one record to the next; 1 by default. */
  readonly blocksPerRecord?: number;
  /** Between two records: the older one, or the straight line. `hold` by default. */
  readonly interpolation?: "hold" | "linear";
  /** After the last record: begin again, or keep the last value. `hold` by default. */
  readonly end?: "hold" | "loop";
  /** Multiplies every record, so that corners can raise and lower history; 1 by default. */
  readonly factor?: Uncertain;
}

/**
 * What a file says happened: the first block gets the first record. Uses no innovations. The file is read when the
 * environment is validated or a run starts, once; its sha256 enters the hash of the source.
 *
 * @example
 * const price = recorded({ file: "prices.csv", column: "close" });
 */
export function recorded(options: RecordedOptions): Process<"factor" | "blocksPerRecord"> {
  let series: Series | undefined;
  const read = () => (series ??= readSeries(options.file, options.column));
  const linear = options.interpolation === "linear";
  const loop = options.end === "loop";
  return {
    kind: "recorded",
    innovations: 0,
    parameters: { factor: options.factor ?? 1, blocksPerRecord: options.blocksPerRecord ?? 1 },
    domains: { factor: {}, blocksPerRecord: { above: 0 } },
    source: () => ({
      sha256: read().sha256,
      column: options.column ?? 0,
      interpolation: linear ? "linear" : "hold",
      end: loop ? "loop" : "hold",
    }),
    faults(where): Fault[] {
      try {
        read();
        return [];
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        return [{ ...error.fault, where: `${where} (${error.fault.where ?? String(options.file)})` }];
      }
    },
    path({ factor, blocksPerRecord }) {
      const { values } = read();
      const at = (i: number) => values[loop ? i % values.length : Math.min(i, values.length - 1)]!;
      let block = 0;
      return {
        next() {
          const position = block++ / blocksPerRecord;
          const i = Math.floor(position);
          const older = at(i);
          return factor * (linear ? older + (position - i) * (at(i + 1) - older) : older);
        },
        save: () => [block],
        restore: ([value]) => void (block = value!),
      };
    },
  };
}

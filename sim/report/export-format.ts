import { InputError } from "../core/errors/errors.ts";
import { didYouMean } from "../core/did-you-mean.ts";

export const EXPORT_FORMATS = ["csv", "json", "parquet"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The format that a file's name asks for. Throws InputError EXPORT_FORMAT. */
export function exportFormat(file: string): ExportFormat {
  const extension = /\.([^./\\]*)$/.exec(file)?.[1]?.toLowerCase() ?? "";
  const format = EXPORT_FORMATS.find((name) => name === extension);
  if (format) return format;
  const [like] = didYouMean(extension, EXPORT_FORMATS);
  throw InputError.of("EXPORT_FORMAT", {
    found: file,
    formats: EXPORT_FORMATS.map((name) => `.${name}`).join(", "),
    format: like ?? "csv",
  });
}

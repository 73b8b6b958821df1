/** The script that draws the charts of a report. */
export const REPORT_SCRIPT: string;
/** The page of the studio. */
export const STUDIO_SCRIPT: string;
export function isBuilt(): boolean;
export function build(): void;

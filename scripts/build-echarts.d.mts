/** The part of ECharts that the reports draw with, as a script for a page: it sets `window.echarts`. */
export const ECHARTS_FILE: string;
export function isBuilt(): boolean;
export function build(): void;

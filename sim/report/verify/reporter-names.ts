/** What continuous integration reads: annotations of GitHub's workflows, JUnit's XML, or a page of markdown. */
export const REPORTERS = ["github", "junit", "markdown"] as const;
export type ReporterName = (typeof REPORTERS)[number];

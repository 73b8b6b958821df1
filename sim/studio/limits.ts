/**
 * What a store may ask of the server. Stores come from anywhere: one that asks for more is told to be too large, and the
 * others are shown.
 */
export const LIMITS = {
  /** Rows of a page of the list. */
  page: 100,
  /** Files of a folder that are looked at, newest names first. */
  files: 100_000,
  /** Files of what commands tell, in one folder, the first by their names left out; and characters of all that the list of work keeps of them. */
  activities: 5000,
  work: 32 << 20,
  /** Workers, faults, counters and runs of one command in that list. */
  listed: 1000,
  /** Files of kept cases, and of findings. */
  kept: 1000,
  /** Scenarios that the list offers as a filter. */
  scenarios: 500,
  /** Answers that are kept until their file changes, and lists that queries have found. */
  answers: 24,
  /** Seconds of the reading process for whatever one request reads. */
  seconds: 20,
  /** Megabytes of that process's heap. */
  heap: 1024,
  /** Characters of an answer. */
  answer: 32 << 20,
  /** Bytes of a file of JSON: an activity, kept cases, findings, notes. */
  json: 16 << 20,
  /** Characters of a text in a row of a list. */
  text: 400,
  /** Bytes of what a page sends. */
  body: 16 << 10,
  /** Characters of a request's URL. */
  url: 4096,
  /** Pages that listen at once. */
  listeners: 32,
  /** Things side by side. */
  compared: 8,
  /** Of one run. */
  tags: 20,
  tag: 40,
  note: 4000,
} as const;

export const DOCTOR_OPTIONS = {
  json: { kind: "flag", help: "the same as JSON" },
} as const;

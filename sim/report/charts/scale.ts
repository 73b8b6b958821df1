/** The least of 1, 2 and 5 times a power of ten that is no less than a size. */
export function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  return power * ([1, 2, 5].find((step) => step * power >= size * (1 - 1e-9)) ?? 10);
}

/** What a treasury is minted: `usual`, or what endowments take where so many agents live that they take more. */
export function supply(usual: bigint, endowments: bigint): bigint {
  return endowments > usual ? endowments : usual;
}

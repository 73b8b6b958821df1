// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title The reference workload of the benchmark: a reward split pro rata to submitted work
/// @notice Anyone submits work for the current round; a round's reward is shared in proportion and claimed later.
/// There is no check of the work: the contract is here to be measured, not to be used.
contract ProRataReward {
    uint256 public constant REWARD = 1 ether;

    uint256 public total;
    mapping(address miner => uint256) public workOf;

    /// @notice Counts work for the caller.
    /// @param work In shares.
    function submit(uint256 work) external {
        workOf[msg.sender] += work;
        total += work;
    }

    /// @notice What the miner's share of the reward is, in wei.
    function claimable(address miner) external view returns (uint256) {
        return total == 0 ? 0 : (REWARD * workOf[miner]) / total;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The reference workload of the engines' benchmarks: a round's reward is shared in proportion to the work in it
/// @notice A round is a block in which anyone submits. Shares are credited lazily, at the account's next submission.
/// There is no check of the work: the contract is here to be measured, not to be used.
contract ProRata {
    uint256 public constant REWARD = 1 ether;
    uint256 private constant MOST_WORK = 1 << 64;

    struct Position {
        uint128 work;
        uint64 round;
        uint64 submissions;
    }

    /// @notice Work submitted in the running round, its number, and the block it belongs to.
    uint128 public roundWork;
    uint64 public round;
    uint64 public lastBlock;

    mapping(address who => Position) public positions;
    /// @notice Credited rewards in wei.
    mapping(address who => uint256) public owed;
    /// @notice Work of rounds that are over.
    mapping(uint256 round => uint256) public workOf;

    error WorkOutOfRange(uint256 work);

    /// @notice Counts work for the caller in the running round, and credits its share of the round it worked in before.
    /// @param work In shares, from 1 to 2^64 - 1.
    function submit(uint256 work) external {
        if (work == 0 || work >= MOST_WORK) revert WorkOutOfRange(work);
        if (block.number != lastBlock) {
            workOf[round] = roundWork;
            round += 1;
            roundWork = 0;
            lastBlock = uint64(block.number);
        }
        Position memory position = positions[msg.sender];
        if (position.round != round && position.work > 0) {
            owed[msg.sender] += (REWARD * position.work) / workOf[position.round];
            position.work = 0;
        }
        position.work += uint128(work);
        position.round = round;
        position.submissions += 1;
        positions[msg.sender] = position;
        roundWork += uint128(work);
    }
}

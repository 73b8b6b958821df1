// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// Small contracts with one fault each, and sound twins: what `attack` is tried on.
/* solhint-disable gas-custom-errors */

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title A treasury that does what the holders of a token have voted for, some blocks later
abstract contract TreasuryBase {
    struct Motion {
        address target;
        bytes action;
        uint256 since;
        uint256 votes;
        bool done;
    }
    IERC20 public immutable token;
    uint256 public immutable quorum;
    uint256 public constant DELAY = 2; // blocks
    Motion[] private motions;
    mapping(address account => uint256 amount) public locked;
    mapping(address account => uint256 number) public lockedAt;
    mapping(uint256 id => mapping(address account => bool)) public voted;

    constructor(IERC20 token_, uint256 quorum_) {
        (token, quorum) = (token_, quorum_);
    }

    /// @notice How many motions there are.
    function motionCount() external view returns (uint256) {
        return motions.length;
    }

    /// @notice Locks tokens, which then have votes.
    function lock(uint256 amount) external {
        require(token.transferFrom(msg.sender, address(this), amount), "not locked");
        locked[msg.sender] += amount;
        lockedAt[msg.sender] = block.number;
    }

    /// @notice Frees all of the caller's tokens.
    function free() external {
        uint256 amount = locked[msg.sender];
        locked[msg.sender] = 0;
        require(token.transfer(msg.sender, amount), "not freed");
    }

    /// @notice Moves that the treasury make a call; needs votes of its own, which count for it.
    function move(address target, bytes calldata action) external returns (uint256 id) {
        id = motions.length;
        uint256 votes = votesOf(msg.sender);
        require(votes >= quorum, "too few votes");
        motions.push(Motion(target, action, block.number, votes, false));
    }

    /// @notice Makes the call of a motion whose time has come.
    function carry(uint256 id) external {
        Motion storage motion = motions[id];
        require(!motion.done && motion.votes >= quorum, "not carried");
        require(block.number >= motion.since + DELAY, "too early");
        motion.done = true;
        (bool done, ) = motion.target.call(motion.action);
        require(done, "failed");
    }

    /// @notice Votes of an account now.
    function votesOf(address account) public view virtual returns (uint256);
}

/// @title Counts what is locked now
/// @dev Known way to game it: lock a loan, move that the treasury pay oneself, free and return it, and wait.
contract VoteTreasury is TreasuryBase {
    constructor(IERC20 token_, uint256 quorum_) TreasuryBase(token_, quorum_) {}

    /// @inheritdoc TreasuryBase
    function votesOf(address account) public view override returns (uint256) {
        return locked[account];
    }
}

/// @title Counts what has been locked since an earlier block
/// @dev Sound against whoever has less than the quorum: a loan that ends with its call has never been locked since an earlier
/// block, so an outsider's votes are at most its own tokens. (A majority that robs its treasury is not an outsider.)
contract VoteTreasurySound is TreasuryBase {
    constructor(IERC20 token_, uint256 quorum_) TreasuryBase(token_, quorum_) {}

    /// @inheritdoc TreasuryBase
    function votesOf(address account) public view override returns (uint256) {
        return lockedAt[account] < block.number ? locked[account] : 0;
    }
}

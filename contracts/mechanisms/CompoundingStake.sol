// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title CompoundingStake
/// @notice Proof of stake as a Polya urn: each step draws a staker with probability stake / total and adds the block
/// reward to his stake, so that rewards compound. Independent chains (urns) run side by side in one contract.
///
/// Agent calls: `stake(urn, amount)`, `unstake(urn, amount)`; `advance(urn, steps)` by anyone (a keeper).
/// Positions:   `stakeOf(urn, account)`, in wei of this token, which is both the stake and the reward.
///
/// A staker's share of the total is a martingale, so nobody gets richer on average; after n rewards r its variance is
/// that of a beta-binomial (Rosu, Saleh 2021, "Evolution of Shares in a Proof-of-Stake Cryptocurrency").
///
/// @dev Stakes are the leaves of a binary tree of sums, so that a draw and an update walk the depth of the tree and no
/// function loops over stakers. At most stepsPerBlock steps an urn and block bound the issuance.
/// @dev Known ways to game it: who calls `advance`, or proposes its block, sees prevrandao and can wait for a draw he likes, a
/// little each block (contracts/attackers/DrawGrinder.sol); seats are finite and dust stakes can take them; a staker loses nothing by leaving at once.
contract CompoundingStake is ERC20 {
    using SafeCast for uint256;

    struct Urn {
        uint64 steps;
        uint64 lastBlock;
        uint64 stepsInBlock;
        uint64 seats;
    }

    uint256 private constant ROOT = 1;

    /// @notice Added to the winner's stake at each step, in wei.
    uint256 public immutable reward;
    /// @notice Depth of the tree of sums; an urn has 2^depth seats.
    uint256 public immutable depth;
    /// @notice Most steps of an urn in one block.
    uint256 public immutable stepsPerBlock;

    mapping(uint256 urn => Urn) private _urns;
    mapping(uint256 urn => mapping(uint256 node => uint256)) private _sums;
    mapping(uint256 urn => mapping(address account => uint256)) private _leafOf;

    event Staked(uint256 indexed urn, address indexed account, uint256 amount);
    event Unstaked(uint256 indexed urn, address indexed account, uint256 amount);
    event Advanced(uint256 indexed urn, uint256 steps, uint256 total);

    error BadParameters();
    error ZeroAmount();
    error UrnFull(uint256 urn);
    error UrnEmpty(uint256 urn);
    error InsufficientStake(uint256 stake, uint256 required);
    error TooManySteps(uint256 left);

    /// @param supply Tokens minted to the deployer, in wei.
    /// @param reward_ Block reward, in wei.
    /// @param depth_ Depth of the tree, from 1 to 32: 1 for two stakers an urn.
    /// @param stepsPerBlock_ Most steps of an urn in one block; 1 for a chain in real time.
    constructor(
        uint256 supply,
        uint256 reward_,
        uint256 depth_,
        uint256 stepsPerBlock_
    ) ERC20("Compounding Stake", "POS") {
        if (depth_ == 0 || depth_ > 32 || stepsPerBlock_ == 0) revert BadParameters();
        reward = reward_;
        depth = depth_;
        stepsPerBlock = stepsPerBlock_;
        _mint(msg.sender, supply);
    }

    /// @notice Adds `amount` wei of the caller's tokens to its stake in `urn`.
    function stake(uint256 urn, uint256 amount) external {
        if (amount == 0) revert ZeroAmount();
        uint256 leaf = _leafOf[urn][msg.sender];
        if (leaf == 0) {
            uint256 seat = _urns[urn].seats++;
            if (seat >> depth != 0) revert UrnFull(urn);
            leaf = (1 << depth) + seat;
            _leafOf[urn][msg.sender] = leaf;
        }
        for (uint256 node = leaf; node != 0; node >>= 1) _sums[urn][node] += amount;
        _transfer(msg.sender, address(this), amount);
        emit Staked(urn, msg.sender, amount);
    }

    /// @notice Takes `amount` wei out of the caller's stake in `urn`, at once. Its seat stays its own.
    function unstake(uint256 urn, uint256 amount) external {
        uint256 held = stakeOf(urn, msg.sender);
        if (amount == 0) revert ZeroAmount();
        if (amount > held) revert InsufficientStake(held, amount);
        for (uint256 node = _leafOf[urn][msg.sender]; node != 0; node >>= 1) _sums[urn][node] -= amount;
        _transfer(address(this), msg.sender, amount);
        emit Unstaked(urn, msg.sender, amount);
    }

    /// @notice Draws `steps` winners one after the other, each paid before the next draw.
    function advance(uint256 urn, uint256 steps) external {
        Urn memory state = _urns[urn];
        if (state.lastBlock != block.number) (state.lastBlock, state.stepsInBlock) = (uint64(block.number), 0);
        if (steps > stepsPerBlock - state.stepsInBlock) revert TooManySteps(stepsPerBlock - state.stepsInBlock);
        mapping(uint256 node => uint256) storage sums = _sums[urn];
        uint256 total = sums[ROOT];
        if (total == 0) revert UrnEmpty(urn);

        for (uint256 i = 0; i < steps; ++i) {
            uint256 point = uint256(keccak256(abi.encode(block.prevrandao, urn, state.steps + i))) % total;
            uint256 node = ROOT;
            for (uint256 level = 0; level < depth; ++level) {
                sums[node] += reward;
                node <<= 1;
                uint256 left = sums[node];
                if (point >= left) {
                    point -= left;
                    ++node;
                }
            }
            sums[node] += reward;
            total += reward;
        }
        state.steps += steps.toUint64();
        state.stepsInBlock += steps.toUint64();
        _urns[urn] = state;
        _mint(address(this), steps * reward);
        emit Advanced(urn, state.steps, total);
    }

    /// @notice Stake of `account` in `urn`, rewards included, in wei.
    function stakeOf(uint256 urn, address account) public view returns (uint256) {
        uint256 leaf = _leafOf[urn][account];
        return leaf == 0 ? 0 : _sums[urn][leaf];
    }

    /// @notice Sum of all stakes in `urn`, in wei.
    function totalStake(uint256 urn) external view returns (uint256) {
        return _sums[urn][ROOT];
    }

    /// @notice Steps that `urn` has made.
    function stepsOf(uint256 urn) external view returns (uint256) {
        return _urns[urn].steps;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title ForkChoice
/// @notice The longest-chain rule and what withholding blocks earns under it (Eyal, Sirer 2014, "Majority Is Not Enough").
/// Each pool plays on a chain of its own against honest miners: it finds a share `alpha` of all blocks, and in a tie
/// between its branch and theirs a share `gamma` of them mines on its branch. Blocks that end on the main chain pay.
///
/// Agent calls: `mine(selfish, work)`; honest mining publishes each block at once, selfish mining follows Eyal and Sirer.
/// Positions:   `balanceOf(pool)`, in wei of this token; `forkOf(pool).lead` withheld blocks are not paid yet.
/// Views:       `revenueShare(pool)` (of main-chain blocks), `revenuePerEvent(pool)` (of all blocks found), `forkOf(pool)`.
///
/// Revenue of a selfish pool a main-chain block is [a(1-a)^2(4a+g(1-2a))-a^3]/[1-a(1+(2-a)a)], above a from
/// a = (1-g)/(3-2g) on. Withholding wastes the blocks of both sides, so at constant difficulty it earns less in time than
/// honesty (Grunspan, Perez-Marco 2018); only the retarget, which takes the waste for lost hash rate, makes it pay.
///
/// @dev Work is time at constant hash rate: a block event uses up `difficulty` work, 1e18 at first. Every epochBlocks
/// main-chain blocks the difficulty becomes difficulty * epochBlocks * 1e18 / work of the epoch. With epochBlocks = 0 it
/// never changes, which is the control.
/// @dev Known ways to game it: the rule itself is what is gamed here. Finders are drawn from keccak256(prevrandao, pool,
/// event), which whoever calls can foresee: an instrument of measurement that must hold no value.
contract ForkChoice is ERC20 {
    using SafeCast for uint256;

    /// @dev A pool's chain. `lead` counts withheld blocks; `tied` if two branches of length one compete.
    struct Fork {
        uint32 lead;
        bool tied;
        uint64 poolBlocks; // on the main chain
        uint64 otherBlocks; // on the main chain
        uint64 events; // blocks found by anybody
        uint128 difficulty; // work an event, 1e18 at first
        uint128 unspent; // work left over from the last call
        uint128 epochWork; // work spent in this epoch
        uint64 epochStart; // main-chain blocks at its start
    }

    uint256 private constant ONE = 1e18;

    /// @notice The pool's share of hash power, 1e18 = all.
    uint256 public immutable alpha;
    /// @notice Share of honest miners that mines on the pool's branch in a tie, 1e18 = all.
    uint256 public immutable gamma;
    /// @notice Reward of a main-chain block, in wei.
    uint256 public immutable blockReward;
    /// @notice Main-chain blocks between retargets; 0 = the difficulty never changes.
    uint256 public immutable epochBlocks;

    mapping(address pool => Fork) private _forks;

    event Mined(address indexed pool, bool selfish, uint256 events, uint256 poolBlocks, uint256 otherBlocks);
    event Retargeted(address indexed pool, uint256 difficulty);

    error NotAShare(uint256 value);

    /// @param alpha_ The pool's share of hash power, 1e18 fixed point, below 1e18.
    /// @param gamma_ Share of honest miners on the pool's branch in a tie, 1e18 fixed point.
    /// @param blockReward_ Reward of a main-chain block, in wei of this token.
    /// @param epochBlocks_ Main-chain blocks between retargets; 0 = never.
    constructor(
        uint256 alpha_,
        uint256 gamma_,
        uint256 blockReward_,
        uint256 epochBlocks_
    ) ERC20("Fork Choice Reward", "BLOCK") {
        if (alpha_ >= ONE) revert NotAShare(alpha_);
        if (gamma_ > ONE) revert NotAShare(gamma_);
        alpha = alpha_;
        gamma = gamma_;
        blockReward = blockReward_;
        epochBlocks = epochBlocks_;
    }

    /// @notice Mines on the caller's chain for `work`, and pays what its blocks on the main chain earned.
    /// @param selfish True to withhold; false publishes what was withheld, then mines honestly.
    /// @param work Work to spend, 1e18 = one block event at the first difficulty. What does not make up an event is kept.
    function mine(bool selfish, uint256 work) external {
        Fork memory fork = _forks[msg.sender];
        if (fork.difficulty == 0) fork.difficulty = uint128(ONE);
        uint256 before = fork.poolBlocks;
        if (!selfish && fork.lead != 0) {
            fork.poolBlocks += fork.lead;
            fork.lead = 0;
        }
        uint256 budget = fork.unspent + work;
        while (budget >= fork.difficulty) {
            budget -= fork.difficulty;
            fork.epochWork += fork.difficulty;
            _find(fork, selfish, uint256(keccak256(abi.encode(block.prevrandao, msg.sender, fork.events))));
            ++fork.events;
            _retarget(fork);
        }
        fork.unspent = budget.toUint128();
        _forks[msg.sender] = fork;
        emit Mined(msg.sender, selfish, fork.events, fork.poolBlocks, fork.otherBlocks);
        _mint(msg.sender, (fork.poolBlocks - before) * blockReward);
    }

    /// @notice The state of a pool's chain.
    function forkOf(address pool) external view returns (Fork memory) {
        return _forks[pool];
    }

    /// @notice The pool's blocks a main-chain block, 1e18 fixed point; 0 before the first.
    function revenueShare(address pool) external view returns (uint256) {
        Fork storage fork = _forks[pool];
        uint256 blocks = uint256(fork.poolBlocks) + fork.otherBlocks;
        return blocks == 0 ? 0 : (fork.poolBlocks * ONE) / blocks;
    }

    /// @notice The pool's main-chain blocks a block found by anybody, 1e18 fixed point; 0 before the first.
    function revenuePerEvent(address pool) external view returns (uint256) {
        Fork storage fork = _forks[pool];
        return fork.events == 0 ? 0 : (fork.poolBlocks * ONE) / fork.events;
    }

    /// @dev One block is found: by the pool with probability alpha, else by the others.
    function _find(Fork memory fork, bool selfish, uint256 random) private view {
        bool byPool = (random >> 128) % ONE < alpha;
        if (fork.tied) {
            fork.tied = false;
            if (byPool) {
                fork.poolBlocks += 2;
            } else if ((random & type(uint128).max) % ONE < gamma) {
                ++fork.poolBlocks;
                ++fork.otherBlocks;
            } else {
                fork.otherBlocks += 2;
            }
        } else if (byPool) {
            if (selfish) ++fork.lead;
            else ++fork.poolBlocks;
        } else if (fork.lead == 0) {
            ++fork.otherBlocks;
        } else if (fork.lead == 1) {
            // The pool publishes its only block and the branches compete.
            fork.lead = 0;
            fork.tied = true;
        } else if (fork.lead == 2) {
            // It publishes both and overtakes; the others' block is orphaned.
            fork.lead = 0;
            fork.poolBlocks += 2;
        } else {
            // It publishes one block more, which is safe behind its lead.
            --fork.lead;
            ++fork.poolBlocks;
        }
    }

    function _retarget(Fork memory fork) private {
        uint256 blocks = uint256(fork.poolBlocks) + fork.otherBlocks;
        if (epochBlocks == 0 || blocks - fork.epochStart < epochBlocks) return;
        uint256 length = blocks - fork.epochStart;
        fork.difficulty = Math.max(1, Math.mulDiv(fork.difficulty, length * ONE, fork.epochWork)).toUint128();
        fork.epochWork = 0;
        fork.epochStart = blocks.toUint64();
        emit Retargeted(msg.sender, fork.difficulty);
    }
}

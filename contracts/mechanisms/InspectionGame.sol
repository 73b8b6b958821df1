// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title InspectionGame
/// @notice Workers do tasks honestly or cheat, inspectors check tasks at random at a cost, and a caught cheat is slashed. An
/// account may stand for many individuals: it reports how many tasks of each kind and how many checks.
///
/// Agent calls: `work(honest, cheats)`, `inspect(checks)`, each at most once a round; `claim()`.
/// Positions:   `balanceOf(account) + claimable(account) + pending(account)`, in wei of this token.
/// For a policy: `roundOf(round)`: tasks, cheats and checks of all.
///
/// A cheat gains G unless caught, and loses S if caught; a check costs C and brings B if it hits a cheat. The equilibrium
/// is mixed: cheat rate C / B, check rate G / (G + S); a higher slash lowers the checking and not the cheating. Under
/// imitation the rates circle it (Tsebelis 1989, "The Abuse of Probability in Political Analysis"; Andreozzi 2002).
/// @dev Checks fall on tasks evenly and at random; what is paid is the expectation of that draw, so a round has no luck:
/// of x cheats x * min(1, checks / tasks) are caught. Gains round down and losses up. Cheats put the slash in escrow.
/// @dev Known ways to game it: who reports last sees the checks of the round and cheats or not accordingly; one agent that
/// cheats and inspects itself earns B - S - C a hit; bounties are minted, so B > S + C makes staged cheating pay.
contract InspectionGame is ERC20 {
    using SafeCast for uint256;

    struct Round {
        uint64 tasks;
        uint64 cheats;
        uint64 checks;
    }

    /// @dev An account's last round.
    struct Entry {
        uint64 round;
        uint64 tasks;
        uint64 cheats;
        uint64 checks;
    }

    /// @notice What an uncaught cheat gains, G, in wei.
    uint256 public immutable gain;
    /// @notice What a caught cheat loses, S, in wei.
    uint256 public immutable slash;
    /// @notice What a check that hits a cheat brings, B, in wei.
    uint256 public immutable bounty;
    /// @notice What a check costs, C, in wei; burned.
    uint256 public immutable checkCost;
    /// @notice Block in which round 1 begins.
    uint256 public immutable startBlock;
    /// @notice Length of a round in blocks.
    uint256 public immutable roundBlocks;

    /// @notice Totals of a round.
    mapping(uint256 round => Round) public roundOf;
    mapping(address account => Entry) private _entries;
    mapping(address account => uint256) private _accrued;

    event Worked(address indexed account, uint256 indexed round, uint256 honest, uint256 cheats);
    event Inspected(address indexed account, uint256 indexed round, uint256 checks);
    event Paid(address indexed account, uint256 amount);

    error ZeroParameter();
    error ZeroAmount();
    error OnceARound();

    /// @param supply Tokens minted to the deployer, in wei; accounts need some to cheat (escrow) and to check (cost).
    /// @param gain_ Gain G of an uncaught cheat, in wei.
    /// @param slash_ Loss S of a caught cheat, in wei.
    /// @param bounty_ Benefit B of a check that hits, in wei.
    /// @param checkCost_ Cost C of a check, in wei.
    /// @param roundBlocks_ Length of a round in blocks, at least 1.
    constructor(
        uint256 supply,
        uint256 gain_,
        uint256 slash_,
        uint256 bounty_,
        uint256 checkCost_,
        uint256 roundBlocks_
    ) ERC20("Inspection Game", "AUDIT") {
        if (roundBlocks_ == 0) revert ZeroParameter();
        gain = gain_;
        slash = slash_;
        bounty = bounty_;
        checkCost = checkCost_;
        roundBlocks = roundBlocks_;
        startBlock = block.number;
        _mint(msg.sender, supply);
    }

    /// @notice Reports the tasks of this round: `honest` done well, `cheats` not. Escrows the slash of the cheats.
    function work(uint64 honest, uint64 cheats) external {
        if (honest + cheats == 0) revert ZeroAmount();
        (Entry storage entry, Round storage totals, uint256 round) = _enter();
        if (entry.tasks != 0) revert OnceARound();
        (entry.tasks, entry.cheats) = (honest + cheats, cheats);
        totals.tasks += honest + cheats;
        totals.cheats += cheats;
        _transfer(msg.sender, address(this), cheats * slash);
        emit Worked(msg.sender, round, honest, cheats);
    }

    /// @notice Checks `checks` tasks of this round, drawn at random, and burns what that costs.
    function inspect(uint64 checks) external {
        if (checks == 0) revert ZeroAmount();
        (Entry storage entry, Round storage totals, uint256 round) = _enter();
        if (entry.checks != 0) revert OnceARound();
        entry.checks = checks;
        totals.checks += checks;
        _burn(msg.sender, checks * checkCost);
        emit Inspected(msg.sender, round, checks);
    }

    /// @notice Settles the caller's closed rounds: escrow back less slashes, gains, bounties.
    /// @return amount Wei paid; 0 if nothing was due.
    function claim() external returns (uint256 amount) {
        Entry storage entry = _entries[msg.sender];
        if (entry.round != currentRound()) _settle(msg.sender, entry);
        amount = _accrued[msg.sender];
        _accrued[msg.sender] = 0;
        if (amount == 0) return 0;
        _transfer(address(this), msg.sender, amount);
        emit Paid(msg.sender, amount);
    }

    /// @notice Wei that `claim` would pay `account` now.
    function claimable(address account) external view returns (uint256) {
        Entry storage entry = _entries[account];
        uint256 accrued = _accrued[account];
        return entry.round == currentRound() ? accrued : accrued + _outcome(entry);
    }

    /// @notice Wei that the open round would bring `account`, escrow included, if it closed as it stands.
    function pending(address account) external view returns (uint256) {
        Entry storage entry = _entries[account];
        return entry.round == currentRound() ? _outcome(entry) : 0;
    }

    /// @notice The round of this block, counted from 1.
    function currentRound() public view returns (uint256) {
        return (block.number - startBlock) / roundBlocks + 1;
    }

    function _enter() private returns (Entry storage entry, Round storage totals, uint256 round) {
        round = currentRound();
        entry = _entries[msg.sender];
        if (entry.round != round) {
            _settle(msg.sender, entry);
            entry.round = round.toUint64();
        }
        totals = roundOf[round];
    }

    /// @dev Books the outcome of a closed round; the supply changes by what was gained and lost.
    function _settle(address account, Entry storage entry) private {
        uint256 escrow = entry.cheats * slash;
        uint256 outcome = _outcome(entry);
        (entry.tasks, entry.cheats, entry.checks) = (0, 0, 0);
        _accrued[account] += outcome;
        if (outcome > escrow) _mint(address(this), outcome - escrow);
        else if (outcome < escrow) _burn(address(this), escrow - outcome);
    }

    function _outcome(Entry storage entry) private view returns (uint256 amount) {
        Round storage totals = roundOf[entry.round];
        (uint256 tasks, uint256 checks) = (totals.tasks, totals.checks);
        if (entry.cheats != 0) {
            // Checks beyond one a task catch no more.
            uint256 caught = Math.min(checks, tasks);
            amount += Math.mulDiv(entry.cheats * gain, tasks - caught, tasks);
            amount += entry.cheats * slash - Math.mulDiv(entry.cheats * slash, caught, tasks, Math.Rounding.Ceil);
        }
        if (entry.checks != 0 && tasks != 0) {
            amount += Math.mulDiv(entry.checks * bounty, totals.cheats, Math.max(tasks, checks));
        }
    }
}

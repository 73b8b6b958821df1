// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title RoundLedger
/// @notice The part that round-based rewards share: time cut into rounds, each round's reward in one or more pots, and
/// each pot split pro rata to the weight that accounts gathered in it.
///
/// Agent calls: `claim()`.
/// Positions:   `claimable(account)` (closed rounds) and `pending(account)` (the open round, as it stands), in wei of
///              this contract, which is itself the ERC20 that it pays in.
///
/// @dev A pot's reward is minted to this contract with the first weight in it, so that at any time
/// totalSupply = paid + claimable + pending + dust, and an idle pot costs nothing. Nothing loops over rounds or accounts:
/// an account takes part in one pot a round, and its last pot is settled when it enters the next one, so at most one pot
/// an account is ever unsettled. Shares round down; the dust, under one wei an account and pot, stays here.
/// @dev Known way to game it: weight counts only relative to the same round, so a quiet round pays more for less.
abstract contract RoundLedger is ERC20 {
    using SafeCast for uint256;

    /// @dev One slot. `accrued` wei of settled pots, `weight` in the pot numbered `pot` (0 = none yet).
    struct Account {
        uint96 accrued;
        uint96 weight;
        uint64 pot;
    }

    /// @notice Block in which round 1 begins.
    uint256 public immutable startBlock;
    /// @notice Length of a round in blocks.
    uint256 public immutable roundBlocks;
    /// @notice Pots a round, each with the round's whole reward; groups of rivals compete in separate pots.
    uint256 public immutable pots;

    /// @notice Weight gathered in a pot (numbered by `potOf`).
    mapping(uint256 pot => uint256) public totalWeight;
    mapping(address account => Account) private _accounts;

    event Credited(address indexed account, uint256 indexed pot, uint256 weight);
    event Paid(address indexed account, uint256 amount);

    error ZeroParameter();
    error ZeroWeight();
    error UnknownPot(uint256 index);
    error AlreadyInPot(uint256 pot);

    /// @param roundBlocks_ Length of a round in blocks, at least 1.
    /// @param pots_ Pots a round, at least 1.
    constructor(uint256 roundBlocks_, uint256 pots_) {
        if (roundBlocks_ == 0 || pots_ == 0) revert ZeroParameter();
        startBlock = block.number;
        roundBlocks = roundBlocks_;
        pots = pots_;
    }

    /// @notice Pays the caller all that closed rounds owe it.
    /// @return amount Wei paid; 0 if nothing was due.
    function claim() external returns (uint256 amount) {
        _beforeSettle();
        Account storage entry = _accounts[msg.sender];
        amount = entry.accrued;
        if (_closed(entry.pot) && entry.weight != 0) {
            amount += _entitlement(msg.sender, entry.pot, entry.weight);
            entry.weight = 0;
        }
        entry.accrued = 0;
        if (amount == 0) return 0;
        _transfer(address(this), msg.sender, amount);
        emit Paid(msg.sender, amount);
    }

    /// @notice Wei that `claim` would pay `account` now.
    function claimable(address account) public view returns (uint256) {
        Account storage entry = _accounts[account];
        if (entry.weight == 0 || !_closed(entry.pot)) return entry.accrued;
        return entry.accrued + _entitlement(account, entry.pot, entry.weight);
    }

    /// @notice Wei that the open round would pay `account` if it closed as it stands.
    function pending(address account) external view returns (uint256) {
        Account storage entry = _accounts[account];
        if (entry.weight == 0 || _closed(entry.pot)) return 0;
        return _entitlement(account, entry.pot, entry.weight);
    }

    /// @notice Weight of `account` in the open round.
    function weightOf(address account) public view returns (uint256) {
        Account storage entry = _accounts[account];
        return _closed(entry.pot) ? 0 : entry.weight;
    }

    /// @notice The round of this block, counted from 1.
    function currentRound() public view returns (uint256) {
        return roundAt(block.number);
    }

    /// @notice The round of block `number`, counted from 1.
    function roundAt(uint256 number) public view returns (uint256) {
        return (number - startBlock) / roundBlocks + 1;
    }

    /// @notice The number of pot `index` of `round`.
    function potOf(uint256 round, uint256 index) public view returns (uint256) {
        if (index >= pots) revert UnknownPot(index);
        return round * pots + index;
    }

    /// @notice Reward of each pot of `round`, in wei.
    function rewardOf(uint256 round) public view virtual returns (uint256);

    /// @dev Adds `weight` for `account` to pot `index` of the current round, settling the account's previous pot first.
    function _credit(address account, uint256 index, uint256 weight) internal {
        if (weight == 0) revert ZeroWeight();
        uint256 round = currentRound();
        uint256 pot = potOf(round, index);
        Account memory entry = _accounts[account];
        if (entry.pot != pot) {
            if (!_closed(entry.pot)) revert AlreadyInPot(entry.pot);
            if (entry.weight != 0) {
                entry.accrued = (entry.accrued + _entitlement(account, entry.pot, entry.weight)).toUint96();
            }
            entry.weight = 0;
            entry.pot = pot.toUint64();
        }
        entry.weight = (entry.weight + weight).toUint96();
        _accounts[account] = entry;

        uint256 before = totalWeight[pot];
        totalWeight[pot] = before + weight;
        if (before == 0) _mint(address(this), rewardOf(round));
        emit Credited(account, pot, weight);
    }

    /// @dev Runs before a claim; a ledger whose pots need a draw makes it here.
    function _beforeSettle() internal virtual {} // solhint-disable-line no-empty-blocks

    /// @dev What `weight` of `account` in `pot` is worth, in wei, rounded down.
    function _entitlement(address, uint256 pot, uint256 weight) internal view virtual returns (uint256) {
        return Math.mulDiv(rewardOf(pot / pots), weight, totalWeight[pot]);
    }

    /// @dev True for pots of earlier rounds, and for 0, the pot of an account that never took part.
    function _closed(uint256 pot) internal view returns (bool) {
        return pot / pots < currentRound();
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title FeeMarket
/// @notice The base fee of EIP-1559 as a market for a scarce resource: units of service ("gas") of which each block has
/// 2 * target. The fee of a unit rises by up to 1/8 a block when more than target was bought and falls by up to 1/8 when
/// less. Fees go to a sink that should be nobody.
///
/// Agent calls: `request(maxFee, gas)`, any number of times a block, first come first served.
/// Positions:   none; what a unit is worth to an agent is its off-chain utility.
/// For a policy: `baseFeeAt(block)`, `baseFee()`; `totalIncluded()` for the fullness.
///
/// If all users value a unit at v the fee moves within (0.875 v, 1.125 v] and blocks are ln(8/7) / [ln(9/8) + ln(8/7)] =
/// 0.5313 full on average (Leonardos et al. 2023, "Optimality Despite Chaos in Fee Markets"). Demand of elasticity e that
/// sees the fee k blocks late is stable if and only if e / 8 < 2 cos(k pi / (2k + 1)).
/// @dev Integer arithmetic is that of EIP-1559, which asks at least 1 wei of rise and lets a fee below 8 wei stay put.
/// @dev Known ways to game it: a user with patience waits for the low blocks of the cycle; who holds back demand for
/// some blocks buys below value; a sink that returns fees to somebody makes filling blocks free for him.
contract FeeMarket is ReentrancyGuard {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// @dev One slot: the fee of a unit in block `number`, and units bought in that block.
    struct Market {
        uint128 fee;
        uint64 number;
        uint64 used;
    }

    uint256 private constant MAX_CHANGE_DENOMINATOR = 8;
    uint256 private constant ELASTICITY = 2;

    IERC20 public immutable feeToken;
    /// @notice Who receives the fees.
    address public immutable feeSink;
    /// @notice Units a block at which the fee stays; half of the most.
    uint256 public immutable target;

    /// @notice Units bought in all blocks.
    uint256 public totalIncluded;
    Market private _market;

    event Included(address indexed user, uint256 gas, uint256 fee);

    error ZeroParameter();
    error FeeAboveMax(uint256 fee);
    error BlockFull();

    /// @param feeToken_ ERC20 in which fees are paid.
    /// @param feeSink_ Who receives them.
    /// @param target_ Units a block at which the fee stays, from 1 to 2^62.
    /// @param fee Fee of a unit at first, in wei.
    constructor(IERC20 feeToken_, address feeSink_, uint256 target_, uint256 fee) {
        if (target_ == 0 || target_ > 2 ** 62) revert ZeroParameter();
        feeToken = feeToken_;
        feeSink = feeSink_;
        target = target_;
        _market = Market(fee.toUint128(), block.number.toUint64(), 0);
    }

    /// @notice Buys up to `gas` units at the base fee.
    /// @param maxFee Most that the caller pays for a unit, in wei; above the fee the call reverts.
    /// @param gas Units wanted, above zero.
    /// @return included Units bought: `gas`, or what the block has left.
    function request(uint256 maxFee, uint256 gas) external nonReentrant returns (uint256 included) {
        Market memory market = _marketAt(block.number);
        if (market.fee > maxFee) revert FeeAboveMax(market.fee);
        included = Math.min(gas, ELASTICITY * target - market.used);
        if (included == 0) revert BlockFull();
        market.used += uint64(included);
        _market = market;
        totalIncluded += included;
        emit Included(msg.sender, included, market.fee);
        feeToken.safeTransferFrom(msg.sender, feeSink, included * market.fee);
    }

    /// @notice Fee of a unit in this block, in wei.
    function baseFee() external view returns (uint256) {
        return _marketAt(block.number).fee;
    }

    /// @notice Fee of a unit in block `number`, if nothing more is bought before it. A policy that reads after block n and
    /// whose call lands in block n + 1 asks for n + 1.
    function baseFeeAt(uint256 number) external view returns (uint256) {
        return _marketAt(number).fee;
    }

    /// @dev The market as block `number` finds it. Blocks in which nobody bought lower the fee one by one, until it is too
    /// small to fall: some 350 iterations at most from 1e18 wei.
    function _marketAt(uint256 number) private view returns (Market memory market) {
        market = _market;
        while (market.number < number) {
            uint256 next = _nextFee(market.fee, market.used);
            if (market.used == 0 && next == market.fee) market.number = number.toUint64() - 1;
            market.fee = next.toUint128();
            market.used = 0;
            ++market.number;
        }
    }

    function _nextFee(uint256 fee, uint256 used) private view returns (uint256) {
        if (used == target) return fee;
        if (used > target) {
            return fee + Math.max(1, Math.mulDiv(fee, used - target, target) / MAX_CHANGE_DENOMINATOR);
        }
        return fee - Math.mulDiv(fee, target - used, target) / MAX_CHANGE_DENOMINATOR;
    }
}

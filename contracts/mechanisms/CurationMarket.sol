// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title CurationMarket
/// @notice Shares in topics on a linear bonding curve: the price of a share is slope * supply, so early curators of what
/// others value later gain, and the reserve always buys every share back. Who profits from a topic may tip it; tips and
/// the exit fee go to its holders pro rata.
///
/// Agent calls: `buy(topic, shares, maxCost)`, `sell(topic, shares, minRefund)`, `claim(topic)`.
/// Actor calls: `tip(topic, amount)`, by anyone.
/// Positions:   `saleValue(topic, account)` (after the fee) and `claimable(topic, account)`, in wei of the reserve token.
/// For a policy: `cost(topic, shares)`, `supplyOf(topic)`, `priceOf(topic)`.
///
/// The reserve of supply s is slope * s^2 / 2 (de la Rouviere 2017, "Introducing Curation Markets"; Zargham, Shorish,
/// Paruch 2020, "From Curved Bonding to Configuration Spaces"). Tips of rate y a block at discount i hold price and
/// tips in balance at slope * s = y / (i * s).
/// @dev The reserve is rounded up at every supply, so a trip around the curve never pays and the sum is exact.
/// @dev Known ways to game it: buy just before a tip or a big buyer and sell just after (the exit fee is the remedy: it must
/// exceed what a sandwich gains); early curators gain from later ones whether or not the topic is any good.
contract CurationMarket is ReentrancyGuard {
    using SafeERC20 for IERC20;

    struct Topic {
        uint256 supply;
        uint256 accumulator; // tips and fees a share, fixed point
    }

    struct Holding {
        uint256 shares;
        uint256 paidUpTo;
        uint256 owed;
    }

    uint256 private constant ONE = 1e18;
    uint256 private constant BPS = 10_000;
    uint256 private constant PRECISION = 1e36;

    IERC20 public immutable reserveToken;
    /// @notice Rise of the price of a whole share a whole share, in wei.
    uint256 public immutable slope;
    /// @notice Part of a refund that goes to the other holders, in 1/10,000.
    uint256 public immutable exitFeeBps;

    mapping(uint256 topic => Topic) private _topics;
    mapping(uint256 topic => mapping(address account => Holding)) private _holdings;

    event Bought(uint256 indexed topic, address indexed account, uint256 shares, uint256 cost);
    event Sold(uint256 indexed topic, address indexed account, uint256 shares, uint256 refund);
    event Tipped(uint256 indexed topic, address indexed account, uint256 amount);
    event Paid(uint256 indexed topic, address indexed account, uint256 amount);

    error BadParameters();
    error ZeroAmount();
    error CostAboveMax(uint256 cost);
    error RefundBelowMin(uint256 refund);
    error InsufficientShares(uint256 shares, uint256 required);
    error NobodyToTip(uint256 topic);

    /// @param reserveToken_ ERC20 that shares are bought with.
    /// @param slope_ Rise of the price of a share (1e18) a share, in wei, from 1 to 1e36.
    /// @param exitFeeBps_ Part of a refund that goes to the other holders, in 1/10,000, at most 10,000.
    constructor(IERC20 reserveToken_, uint256 slope_, uint256 exitFeeBps_) {
        if (slope_ == 0 || slope_ > ONE * ONE || exitFeeBps_ > BPS) revert BadParameters();
        reserveToken = reserveToken_;
        slope = slope_;
        exitFeeBps = exitFeeBps_;
    }

    /// @notice Buys `shares` (1e18 = one) of `topic`.
    /// @return paid Wei paid; above `maxCost` the call reverts.
    function buy(uint256 topic, uint256 shares, uint256 maxCost) external nonReentrant returns (uint256 paid) {
        if (shares == 0) revert ZeroAmount();
        paid = cost(topic, shares);
        if (paid > maxCost) revert CostAboveMax(paid);
        _settle(topic, msg.sender).shares += shares;
        _topics[topic].supply += shares;
        emit Bought(topic, msg.sender, shares, paid);
        reserveToken.safeTransferFrom(msg.sender, address(this), paid);
    }

    /// @notice Sells `shares` of `topic` back. The exit fee goes to the remaining holders, if there are any.
    /// @return refund Wei received; below `minRefund` the call reverts.
    function sell(uint256 topic, uint256 shares, uint256 minRefund) external nonReentrant returns (uint256 refund) {
        if (shares == 0) revert ZeroAmount();
        Holding storage holding = _settle(topic, msg.sender);
        if (holding.shares < shares) revert InsufficientShares(holding.shares, shares);
        uint256 fee;
        (refund, fee) = _refund(topic, shares);
        if (refund < minRefund) revert RefundBelowMin(refund);
        holding.shares -= shares;
        Topic storage entry = _topics[topic];
        entry.supply -= shares;
        if (fee != 0) entry.accumulator += Math.mulDiv(fee, PRECISION, entry.supply);
        emit Sold(topic, msg.sender, shares, refund);
        reserveToken.safeTransfer(msg.sender, refund);
    }

    /// @notice Gives `amount` wei to the holders of `topic`.
    function tip(uint256 topic, uint256 amount) external nonReentrant {
        if (amount == 0) revert ZeroAmount();
        Topic storage entry = _topics[topic];
        if (entry.supply == 0) revert NobodyToTip(topic);
        entry.accumulator += Math.mulDiv(amount, PRECISION, entry.supply);
        emit Tipped(topic, msg.sender, amount);
        reserveToken.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @notice Pays the caller its part of the tips and fees of `topic`.
    /// @return amount Wei paid; 0 if nothing was due.
    function claim(uint256 topic) external nonReentrant returns (uint256 amount) {
        Holding storage holding = _settle(topic, msg.sender);
        amount = holding.owed;
        holding.owed = 0;
        if (amount == 0) return 0;
        emit Paid(topic, msg.sender, amount);
        reserveToken.safeTransfer(msg.sender, amount);
    }

    /// @notice Wei that `shares` more of `topic` cost now.
    function cost(uint256 topic, uint256 shares) public view returns (uint256) {
        uint256 supply = _topics[topic].supply;
        return _reserve(supply + shares) - _reserve(supply);
    }

    /// @notice Wei that a whole share costs at the margin, slope * supply.
    function priceOf(uint256 topic) external view returns (uint256) {
        return Math.mulDiv(slope, _topics[topic].supply, ONE);
    }

    /// @notice Shares of `topic` that all hold, 1e18 = one.
    function supplyOf(uint256 topic) external view returns (uint256) {
        return _topics[topic].supply;
    }

    /// @notice Shares of `topic` that `account` holds, 1e18 = one.
    function sharesOf(uint256 topic, address account) external view returns (uint256) {
        return _holdings[topic][account].shares;
    }

    /// @notice Wei that `account` would get for all its shares of `topic` now.
    function saleValue(uint256 topic, address account) external view returns (uint256 refund) {
        (refund, ) = _refund(topic, _holdings[topic][account].shares);
    }

    /// @notice Wei of tips and fees that `claim` would pay `account` now.
    function claimable(uint256 topic, address account) public view returns (uint256) {
        Holding storage holding = _holdings[topic][account];
        uint256 since = _topics[topic].accumulator - holding.paidUpTo;
        return holding.owed + Math.mulDiv(holding.shares, since, PRECISION);
    }

    /// @dev What the curve returns for `shares`, less the fee; no fee for the last shares, since nobody is left to get it.
    function _refund(uint256 topic, uint256 shares) private view returns (uint256 refund, uint256 fee) {
        uint256 supply = _topics[topic].supply;
        refund = _reserve(supply) - _reserve(supply - shares);
        if (shares != supply) fee = Math.mulDiv(refund, exitFeeBps, BPS, Math.Rounding.Ceil);
        refund -= fee;
    }

    /// @dev slope * supply^2 / 2 in wei, rounded up.
    function _reserve(uint256 supply) private view returns (uint256) {
        return Math.mulDiv(slope * supply, supply, 2 * ONE * ONE, Math.Rounding.Ceil);
    }

    function _settle(uint256 topic, address account) private returns (Holding storage holding) {
        holding = _holdings[topic][account];
        holding.owed = claimable(topic, account);
        holding.paidUpTo = _topics[topic].accumulator;
    }
}

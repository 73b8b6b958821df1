// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// Small contracts with one fault each, and sound twins: what `attack` is tried on.
/* solhint-disable gas-custom-errors */

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title A bar: shares in a pot that is filled from time to time
abstract contract BarBase {
    IERC20 public immutable token;
    uint256 public totalShares;
    mapping(address account => uint256 shares) public sharesOf;

    constructor(IERC20 token_) {
        token = token_;
    }

    /// @notice What belongs to the shares now.
    function pot() public view virtual returns (uint256);

    /// @notice Fills the pot.
    function fill(uint256 amount) external virtual;

    /// @notice Gives shares for tokens.
    function enter(uint256 amount) external {
        uint256 shares = totalShares == 0 ? amount : (amount * totalShares) / pot();
        _take(amount);
        totalShares += shares;
        sharesOf[msg.sender] += shares;
    }

    /// @notice Gives tokens for shares.
    function quit(uint256 shares) external {
        uint256 amount = (shares * pot()) / totalShares;
        totalShares -= shares;
        sharesOf[msg.sender] -= shares;
        _give(amount);
    }

    function _take(uint256 amount) internal virtual {
        require(token.transferFrom(msg.sender, address(this), amount), "not paid");
    }

    function _give(uint256 amount) internal virtual {
        require(token.transfer(msg.sender, amount), "not paid");
    }
}

/// @title A bar whose pot rises at once
/// @dev Known way to game it: enter just before it is filled and leave just after.
contract RewardBar is BarBase {
    constructor(IERC20 token_) BarBase(token_) {}

    /// @inheritdoc BarBase
    function pot() public view override returns (uint256) {
        return token.balanceOf(address(this));
    }

    /// @inheritdoc BarBase
    function fill(uint256 amount) external override {
        _take(amount);
    }
}

/// @title A bar whose pot rises block by block
/// @dev Sound: what is filled in arrives over 64 blocks, the rest of earlier fillings anew with it. Who is in for b blocks
/// gets at most its part of what arrives in b blocks, as everybody else; in no block at all, nothing. The pot counts only
/// what came through `enter` and `fill`, so gifts are nobody's. There are shares from the beginning (`setup` enters).
contract RewardBarSound is BarBase {
    uint256 private constant SPAN = 64;
    uint256 private settled;
    uint256 private arriving;
    uint256 private since;

    constructor(IERC20 token_) BarBase(token_) {}

    /// @inheritdoc BarBase
    function pot() public view override returns (uint256) {
        return settled + _arrived();
    }

    /// @inheritdoc BarBase
    function fill(uint256 amount) external override {
        _settle();
        arriving += amount;
        require(token.transferFrom(msg.sender, address(this), amount), "not paid");
    }

    function _arrived() private view returns (uint256) {
        uint256 blocks = block.number - since;
        return blocks >= SPAN ? arriving : (arriving * blocks) / SPAN;
    }

    function _settle() private {
        uint256 arrived = _arrived();
        settled += arrived;
        arriving -= arrived;
        since = block.number;
    }

    function _take(uint256 amount) internal override {
        _settle();
        settled += amount;
        super._take(amount);
    }

    function _give(uint256 amount) internal override {
        _settle();
        settled -= amount;
        super._give(amount);
    }
}

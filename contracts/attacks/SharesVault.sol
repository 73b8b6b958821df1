// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// Small contracts with one fault each, and sound twins: what `attack` is tried on.
/* solhint-disable gas-custom-errors */

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Shares in whatever it holds of a token
abstract contract ShareBase {
    IERC20 public immutable asset;
    uint256 public totalShares;
    mapping(address account => uint256 shares) public sharesOf;

    constructor(IERC20 asset_) {
        asset = asset_;
    }

    /// @notice Gives shares for `amount` of the token.
    function deposit(uint256 amount) external returns (uint256 shares) {
        shares = _sharesFor(amount);
        totalShares += shares;
        sharesOf[msg.sender] += shares;
        require(asset.transferFrom(msg.sender, address(this), amount), "not paid");
    }

    /// @notice Gives the caller's part of the tokens for its shares.
    function redeem(uint256 shares) external returns (uint256 amount) {
        amount = _amountFor(shares);
        sharesOf[msg.sender] -= shares;
        totalShares -= shares;
        require(asset.transfer(msg.sender, amount), "not paid");
    }

    function _sharesFor(uint256 amount) internal view virtual returns (uint256);

    function _amountFor(uint256 shares) internal view virtual returns (uint256);
}

/// @title Shares that begin at one a token
/// @dev Known way to game it: be first with the smallest deposit and give the vault tokens. The next deposit's shares are
/// rounded down to one or none, and a part of it is the first one's.
contract SharesVault is ShareBase {
    constructor(IERC20 asset_) ShareBase(asset_) {}

    function _sharesFor(uint256 amount) internal view override returns (uint256) {
        return totalShares == 0 ? amount : (amount * totalShares) / asset.balanceOf(address(this));
    }

    function _amountFor(uint256 shares) internal view override returns (uint256) {
        return (shares * asset.balanceOf(address(this))) / totalShares;
    }
}

/// @title Shares of which a million are nobody's
/// @dev Sound: it counts 1e6 shares and 1 wei that nobody owns. A gift of g to raise the price goes to the nobody for the
/// part 1e6 / (1e6 + own shares). A later deposit loses by rounding less than one share's price, which is at most
/// (own assets + g + 1) / 1e6: to take x from one deposit costs at least about g / 2 and gives at most g / 1e6.
contract SharesVaultSound is ShareBase {
    uint256 private constant NOBODY = 1e6;

    constructor(IERC20 asset_) ShareBase(asset_) {}

    function _sharesFor(uint256 amount) internal view override returns (uint256) {
        return (amount * (totalShares + NOBODY)) / (asset.balanceOf(address(this)) + 1);
    }

    function _amountFor(uint256 shares) internal view override returns (uint256) {
        return (shares * (asset.balanceOf(address(this)) + 1)) / (totalShares + NOBODY);
    }
}

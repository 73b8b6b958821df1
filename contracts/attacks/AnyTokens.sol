// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// Small contracts with one fault each, and sound twins: what `attack` is tried on.
/* solhint-disable gas-custom-errors */

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Keeps tokens of any kind
abstract contract AnyTokensBase {
    /// @notice Keeps what arrives of a token.
    function put(IERC20 token, uint256 amount) external {
        uint256 before = token.balanceOf(address(this));
        require(token.transferFrom(msg.sender, address(this), amount), "not paid");
        _credit(token, token.balanceOf(address(this)) - before);
    }

    /// @notice Gives back what is the caller's of a token.
    function take(IERC20 token, uint256 amount) external {
        _debit(token, amount);
        require(token.transfer(msg.sender, amount), "not paid out");
    }

    function _credit(IERC20 token, uint256 amount) internal virtual;

    function _debit(IERC20 token, uint256 amount) internal virtual;
}

/// @title Counts tokens of all kinds together
/// @dev Known way to game it: put in a token of one's own and take another.
contract AnyTokens is AnyTokensBase {
    mapping(address account => uint256 amount) public kept;

    function _credit(IERC20, uint256 amount) internal override {
        kept[msg.sender] += amount;
    }

    function _debit(IERC20, uint256 amount) internal override {
        kept[msg.sender] -= amount;
    }
}

/// @title Counts each kind of token for itself
/// @dev Sound for tokens that keep their own books: of each kind an account takes no more than arrived from it. A call back
/// while a token of one's own arrives changes that token's books only.
contract AnyTokensSound is AnyTokensBase {
    mapping(address account => mapping(IERC20 token => uint256 amount)) public kept;

    function _credit(IERC20 token, uint256 amount) internal override {
        kept[msg.sender][token] += amount;
    }

    function _debit(IERC20 token, uint256 amount) internal override {
        kept[msg.sender][token] -= amount;
    }
}

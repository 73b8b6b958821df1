// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// Small contracts with one fault each, and sound twins: what `attack` is tried on.
/* solhint-disable gas-custom-errors */

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Gives every newcomer a welcome gift
abstract contract FaucetBase {
    IERC20 public immutable token;
    address public immutable owner;
    uint256 public immutable gift;
    mapping(address account => bool) public welcomed;
    mapping(address account => bool) public invited;

    constructor(IERC20 token_, uint256 gift_) {
        (token, gift, owner) = (token_, gift_, msg.sender);
    }

    /// @notice Puts people on the list.
    function invite(address[] calldata accounts) external {
        require(msg.sender == owner, "not the owner");
        for (uint256 i = 0; i < accounts.length; i++) invited[accounts[i]] = true;
    }

    /// @notice Gives the caller its gift, once.
    function welcome() external {
        require(!welcomed[msg.sender], "welcomed already");
        require(_mayCome(msg.sender), "not invited");
        welcomed[msg.sender] = true;
        require(token.transfer(msg.sender, gift), "not given");
    }

    function _mayCome(address account) internal view virtual returns (bool);
}

/// @title Whoever comes is welcome
/// @dev Known way to game it: come with many accounts (a Sybil).
contract Faucet is FaucetBase {
    constructor(IERC20 token_, uint256 gift_) FaucetBase(token_, gift_) {}

    function _mayCome(address) internal pure override returns (bool) {
        return true;
    }
}

/// @title Whoever is on its owner's list is welcome
/// @dev Sound: an account gets the gift once, and only accounts that the owner named.
contract FaucetSound is FaucetBase {
    constructor(IERC20 token_, uint256 gift_) FaucetBase(token_, gift_) {}

    function _mayCome(address account) internal view override returns (bool) {
        return invited[account];
    }
}

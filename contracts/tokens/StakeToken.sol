// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title StakeToken
/// @notice A plain ERC20 (18 decimals) that its deployer mints, for stakes, budgets and prices in scenarios and tests.
/// @dev Known way to game it: the owner mints at will. It is a stand-in for a token that exists already.
contract StakeToken is ERC20, Ownable {
    /// @param name_ ERC20 name.
    /// @param symbol_ ERC20 symbol.
    constructor(string memory name_, string memory symbol_) ERC20(name_, symbol_) Ownable(msg.sender) {}

    /// @notice Gives `account` `amount` wei of new tokens.
    function mint(address account, uint256 amount) external onlyOwner {
        _mint(account, amount);
    }
}

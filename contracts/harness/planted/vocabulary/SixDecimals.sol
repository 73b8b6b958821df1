// SPDX-License-Identifier: MIT
// solhint-disable one-contract-per-file
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// A token of 6 decimals, as many stablecoins are.
contract SixDecimals is ERC20 {
    constructor(uint256 supply) ERC20("Six", "SIX") {
        _mint(msg.sender, supply);
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }

    /// Sends tokens where nobody can have them.
    function burn(uint256 amount) external {
        _transfer(msg.sender, 0x000000000000000000000000000000000000dEaD, amount);
    }
}

/// Shares in a pot of such tokens.
contract SixVault is ERC4626 {
    constructor(IERC20 asset_) ERC4626(asset_) ERC20("Share", "SHR") {}
}

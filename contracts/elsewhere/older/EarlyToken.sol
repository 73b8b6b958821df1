// SPDX-License-Identifier: MIT
pragma solidity 0.6.12;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice A token of its time: written for Solidity 0.6 and for OpenZeppelin 3, to which this folder's remappings.txt leads.
contract EarlyToken is ERC20 {
    constructor(uint256 supply) public ERC20("Early", "EARLY") {
        _mint(msg.sender, supply);
    }
}

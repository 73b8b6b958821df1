// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title The token of the benchmark's transfer workload
/// @notice A plain ERC20 whose deployer holds the supply.
contract BenchToken is ERC20 {
    /// @param supply Minted to the deployer, in wei of the token.
    constructor(uint256 supply) ERC20("Bench", "BENCH") {
        _mint(msg.sender, supply);
    }
}

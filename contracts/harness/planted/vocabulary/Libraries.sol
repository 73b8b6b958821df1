// SPDX-License-Identifier: MIT
// solhint-disable one-contract-per-file
pragma solidity ^0.8.28;

/// Stands in code of its own: its function is public.
library Halves {
    function half(uint256 amount) public pure returns (uint256) {
        return amount / 2;
    }
}

/// A library that needs another.
library Quarters {
    error NothingToShare();

    function quarter(uint256 amount) public pure returns (uint256) {
        if (amount == 0) revert NothingToShare();
        return Halves.half(Halves.half(amount));
    }
}

contract Sharer {
    uint256 public last;

    function share(uint256 amount) external {
        last = Quarters.quarter(amount) + Halves.half(amount);
    }
}
